import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { WorkflowId } from "#core/workflow/run.ts";
import { must } from "#lib/must.ts";
import { systemRandom } from "#lib/system-random.ts";
import { createRunner } from "#engine/workflow/runner.ts";
import { createRenderPool } from "#engine/workflow/texts/render-pool.ts";
import { createEgressGuard } from "#vendors/transport/egress-guard.ts";
import { createNetworkExchange } from "#vendors/transport/network-exchange.ts";
import { createSandboxBridge } from "../sandbox-bridge.ts";
import { openSession, type Session } from "../session.ts";
import { temporaryHome } from "../temporary-home.ts";
import { homeWorkspace } from "../workspaces.ts";
import { startDistantSandboxes, type DistantSandboxes } from "./distant-sandboxes.ts";
import { rounded, shareOf, type BenchRequest, type Figure } from "./figure.ts";
import { NO_SWEEPS } from "./loaded-sandboxes.ts";
import { callsWithoutLimits } from "./calls-without-limits.ts";

export interface WorkflowBenchRequest extends BenchRequest {
  /** Runs of the sustained part. */
  readonly runs: number;
  /** Events of the idle part, one after the other. */
  readonly events: number;
}

/** Webhooks on their way at the same time while the sustained part is begun. */
const AT_ONCE = 50;
/** Events before each part that are not measured. */
const WARM_UP = 50;
/** Milliseconds between two looks at a run, and between two events of the idle part. */
const [LOOK_MS, PAUSE_MS] = [2, 50];
/** Milliseconds after which a run that is alone counts as lost, and how long each of many may take in the long run. */
const [GIVE_UP_MS, SLOWEST_MS] = [10_000, 50];
const CONTACTS = 50;

const command = "highwire bench workflow";

/** Webhook, filter, one write over HTTP: how many a second with the history kept, and how soon one is done when nothing else goes on. */
export async function benchWorkflow(request: WorkflowBenchRequest): Promise<readonly Figure[]> {
  const home = await temporaryHome(request.settings, { port: 0, ...NO_SWEEPS });
  const pair = generateKeyPairSync("ed25519");
  const publicKey = pair.publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const sandboxes = await startDistantSandboxes({ pairs: 1, contacts: CONTACTS }, request.signal);
  try {
    const session = await openSession(home.settings, { log: request.log, workspaceId: homeWorkspace, attach: "own", highlevelKeys: [publicKey] });
    try {
      const { accounts } = must(sandboxes.pairs[0], "the sandboxes");
      const network = createNetworkExchange(createEgressGuard({ sandboxOrigins: () => new Set([accounts.incident.baseUrl]) }));
      const texts = createRenderPool(session.ports.clock);
      const runner = createRunner({ ...session.ports, texts, calls: callsWithoutLimits(session, accounts.incident, network) }, "bench");
      try {
        const bench = await prepare(session, sandboxes, pair.privateKey);
        runner.start();
        return await measure(bench, request);
      } finally {
        await runner.stop();
        await Promise.all([texts.close(), network.close()]);
      }
    } finally {
      await session.close();
    }
  } finally {
    await sandboxes.close();
    await home.remove();
  }
}

interface Bench {
  readonly session: Session;
  readonly workflowId: WorkflowId;
  /** Sends one event and resolves once it is durable. */
  readonly send: () => Promise<void>;
  /** Resolves when the runs of so many events have ended. Throws when one failed, or when they take too long. */
  readonly ended: (count: number, signal: AbortSignal) => Promise<void>;
}

async function prepare(session: Session, sandboxes: DistantSandboxes, key: KeyObject): Promise<Bench> {
  const { accounts, contactIds } = must(sandboxes.pairs[0], "the sandboxes");
  await sandboxes.tell({ do: "lift-limits", answerMs: 0 });
  const { store } = session.ports;
  const bridge = await createSandboxBridge({ store, random: systemRandom }, homeWorkspace, accounts);
  // Only the workflow is to be measured.
  await store.changeBridge(homeWorkspace, bridge.id, (current) => ({ ...current, mode: "paused" }));
  const workflowId = await publish(session);
  let sent = 0;
  const send = async (): Promise<void> => {
    sent += 1;
    const contact = contactIds[sent % contactIds.length] ?? "";
    const event = {
      type: "ContactUpdate",
      locationId: accounts.highlevel.locationId,
      id: contact,
      email: `bench${String(sent)}@example.com`,
      webhookId: systemRandom.uuid(),
      timestamp: new Date(session.ports.clock.now()).toISOString(),
    };
    const body = Buffer.from(JSON.stringify(event));
    const headers = { "content-type": "application/json", "x-ghl-signature": sign(null, body, key).toString("base64") };
    const answer = await session.app.ingest.receive({ vendor: "highlevel", connectionId: null, headers, body });
    must(answer.status === 200 ? true : null, "an event that was taken in");
  };
  return { session, workflowId, send, ended: (count, signal) => haveEnded(session, workflowId, count, signal) };
}

async function publish({ app }: Session): Promise<WorkflowId> {
  const desk = must(app.workflows, "workflows");
  const definition = {
    format: 1,
    name: "Bench",
    trigger: { kind: "event", source: "highlevel", types: ["ContactUpdate"] },
    steps: [
      { id: "known", kind: "filter", only: { value: { pick: "trigger.email" }, is: "containing", than: "@example.com" } },
      {
        id: "write",
        kind: "action",
        operation: "incident.incidents-v2.create",
        connection: "incident",
        input: { body: { name: { pick: "trigger.email" }, visibility: "public", mode: "test" } },
      },
    ],
  };
  const { id } = await desk.save(null, definition, "bench");
  await desk.publish(id, "", "bench");
  await desk.setMode(id, "live", "bench");
  return id;
}

/** Waits until so many runs are over, by whether one is not and not by asking for each. */
async function haveEnded({ ports: { store, clock } }: Session, workflowId: WorkflowId, count: number, signal: AbortSignal): Promise<void> {
  const untilMs = clock.monotonicMs() + GIVE_UP_MS + count * SLOWEST_MS;
  while (clock.monotonicMs() < untilMs) {
    const { runs } = await store.workflows.listRuns(homeWorkspace, { workflowId, states: ["going", "parked", "failed"], limit: 1 });
    const [open] = runs;
    if (open === undefined) return;
    if (open.state !== "going") must(null, `a run without a failure, instead of ${String(open.because)} at ${String(open.at)}`);
    await clock.sleep(count === 1 ? LOOK_MS : LOOK_MS * 10, signal);
  }
  must(null, `the end of ${String(count)} runs in time`);
}

async function measure(bench: Bench, request: WorkflowBenchRequest): Promise<readonly Figure[]> {
  const latency = await idle(bench, request);
  const perSecond = await sustained(bench, request);
  const at = (share: number): number | null => {
    const value = shareOf(latency, share);
    return value === null ? null : rounded(value, 1);
  };
  const how =
    "Sandbox in a process of its own, its limits lifted; events go in behind the server, signatures are checked; every step and run is kept.";
  return [
    {
      name: "workflow.per_second",
      about: "Runs a second: webhook, filter, one write over HTTP, with the history kept",
      value: rounded(perSecond, 0),
      unit: "/s",
      target: { least: 300 },
      command,
      how: `${String(request.runs)} runs from the first webhook to the last run's end. ${how}`,
    },
    {
      name: "workflow.idle_p50",
      about: "From a webhook's arrival to the end of its run, idle, half of them within",
      value: at(0.5),
      unit: "ms",
      target: { most: 60 },
      command,
      how: `${String(request.events)} events, one after the other.`,
    },
    { name: "workflow.idle_p99", about: "The same, 99 of 100 within", value: at(0.99), unit: "ms", target: null, command },
  ];
}

async function idle({ session, send, ended }: Bench, { events, onProgress, signal }: WorkflowBenchRequest): Promise<readonly number[]> {
  const { clock } = session.ports;
  const times: number[] = [];
  for (let event = 0; event < WARM_UP + events; event += 1) {
    onProgress({ stage: "running while idle", done: event, total: WARM_UP + events });
    const startedMs = clock.monotonicMs();
    await send();
    await ended(1, signal);
    if (event >= WARM_UP) times.push(clock.monotonicMs() - startedMs);
    await clock.sleep(PAUSE_MS, signal);
  }
  return times;
}

async function sustained({ session, send, ended }: Bench, { runs, onProgress, signal }: WorkflowBenchRequest): Promise<number> {
  const { clock } = session.ports;
  const startedMs = clock.monotonicMs();
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < runs) {
      signal.throwIfAborted();
      begun += 1;
      onProgress({ stage: "taking events in at full speed", done: begun, total: runs });
      await send();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  await ended(runs, signal);
  return (runs * 1_000) / (clock.monotonicMs() - startedMs);
}
