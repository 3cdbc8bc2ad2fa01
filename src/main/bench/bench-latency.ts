import { deliverTo } from "#sandbox/kit/webhook-sender.ts";
import { rounded, shareOf, type BenchRequest, type Figure } from "./figure.ts";
import { NO_SWEEPS, withLoadedSandboxes, type LoadedSandboxes } from "./loaded-sandboxes.ts";

const CONTACTS = 50;
/** Edits that are made before anything is measured. */
const WARM_UP = 20;
/** Milliseconds between two edits: Highwire is idle, and the vendors' published limits are far. */
const PAUSE_MS = 150;
/** Milliseconds after which an edit counts as lost. */
const GIVE_UP_MS = 10_000;

/** One edit after the other in HighLevel, each timed from its webhook's being sent to the write that incident.io gets. */
export function benchLatency(request: BenchRequest & { readonly edits: number }): Promise<readonly Figure[]> {
  return withLoadedSandboxes(request, { contacts: CONTACTS, settings: NO_SWEEPS }, async (loaded) => {
    const timeEdit = timer(loaded);
    const times: number[] = [];
    for (let edit = 0; edit < WARM_UP + request.edits; edit += 1) {
      request.signal.throwIfAborted();
      request.onProgress({ stage: "editing while idle", done: edit, total: WARM_UP + request.edits });
      const took = await timeEdit(edit);
      if (edit >= WARM_UP) times.push(took);
      await loaded.settle();
      await loaded.clock.sleep(PAUSE_MS, request.signal);
    }
    return figuresOf(times);
  });
}

function timer({ served, sandboxes, clock }: LoadedSandboxes): (edit: number) => Promise<number> {
  const { highlevel, incident } = sandboxes;
  const send = deliverTo(`${served.url}/webhooks/highlevel`);
  let sentMs = 0;
  highlevel.control.webhooksTo((headers, body) => {
    sentMs = clock.monotonicMs();
    return send(headers, body);
  });
  const contacts = highlevel.control.contacts().map(({ id }) => String(id));
  const writes = (): number => incident.control.counters().writes;
  return async (edit) => {
    const before = writes();
    const startedMs = clock.monotonicMs();
    highlevel.control.editContact(contacts[edit % contacts.length] ?? "", { phone: `+1212555${String(1_000 + edit)}` });
    while (writes() === before && clock.monotonicMs() - startedMs < GIVE_UP_MS) await clock.sleep(1);
    return writes() === before ? GIVE_UP_MS : clock.monotonicMs() - sentMs;
  };
}

function figuresOf(times: readonly number[]): readonly Figure[] {
  const at = (share: number): number | null => {
    const value = shareOf(times, share);
    return value === null ? null : rounded(value, 1);
  };
  const common = { unit: "ms", command: "highwire bench latency" } as const;
  return [
    {
      ...common,
      name: "latency.p50",
      about: "From a webhook's arrival to the write at the other vendor, idle, half of them within",
      value: at(0.5),
      target: { most: 60 },
      how: `${String(times.length)} edits, one after the other; sandboxes without network latency, in the server's own process; published limits on.`,
    },
    { ...common, name: "latency.p99", about: "The same, 99 of 100 within", value: at(0.99), target: { most: 250 } },
  ];
}
