import type { Bridge } from "#core/bridge.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { readSweepState } from "#engine/sweep/sweep-state.ts";
import { must } from "#lib/must.ts";
import { deliverTo } from "#sandbox/kit/webhook-sender.ts";
import { firstLoad } from "../demo/coming-to-rest.ts";
import type { Settings } from "../options.ts";
import type { Sandboxes } from "../sandbox-bridge.ts";
import { serve, type Served } from "../serve.ts";
import { temporaryHome } from "../temporary-home.ts";
import type { BenchRequest } from "./figure.ts";

/** Highwire at rest over two sandboxes whose contacts are all linked. */
export interface LoadedSandboxes {
  readonly served: Served;
  readonly sandboxes: Sandboxes;
  readonly bridge: Bridge;
  readonly clock: Clock;
  /** Resolves when no event is on its way and no link is due. */
  settle(): Promise<void>;
}

/** Thirty days, in milliseconds: sweeps stay out of what is measured. */
export const NO_SWEEPS: Partial<Settings> = { sweepIncident: 2_592_000_000, sweepHighlevel: 2_592_000_000, sweepHighlevelFull: 2_592_000_000 };
/** Events that HighLevel's sandbox sends side by side at most. */
const SENT_AT_ONCE = 50;
const LOOK_MS = 20;

/** Serves two sandboxes with so many contacts on a fresh embedded PostgreSQL, waits for the first load, and takes everything down after the work. */
export async function withLoadedSandboxes<Result>(
  request: BenchRequest,
  given: { readonly contacts: number; readonly settings: Partial<Settings> },
  work: (loaded: LoadedSandboxes) => Promise<Result>,
): Promise<Result> {
  const { log, onProgress, signal } = request;
  const home = await temporaryHome(request.settings, { port: 0, ...given.settings });
  try {
    const served = await serve(home.settings, { log, sandbox: true, contacts: given.contacts, seed: 1, simulatedPerson: false });
    try {
      const { sandboxes, bridge } = must(served.sandbox, "sandbox of the bench");
      const { clock, store } = served.session.app;
      sandboxes.highlevel.control.webhooksTo(atMost(SENT_AT_ONCE, deliverTo(`${served.url}/webhooks/highlevel`)));
      await firstLoad({ session: served.session, bridge, onProgress, signal });
      const settle = async (): Promise<void> => {
        const isBusy = async (): Promise<boolean> =>
          sandboxes.highlevel.control.webhooksUnderway() > 0 || (await store.counts(bridge.workspaceId, bridge.id)).dirty > 0;
        while (await isBusy()) await clock.sleep(LOOK_MS, signal);
      };
      // The sweeps that are due after a first load mark what they find: while they run, pages rightly serve no read.
      while (!(await haveSweptAfterLoad(store, bridge))) await clock.sleep(LOOK_MS, signal);
      await settle();
      return await work({ served, sandboxes, bridge, clock, settle });
    } finally {
      await served.close();
    }
  } finally {
    await home.remove();
  }
}

/** Journal rows of first loads that are looked through, at most: one for each bridge. */
const LOADS = 100;

/** True once both sides have been swept after the bridge's first load, which has read them as a sweep does itself. */
export async function haveSweptAfterLoad(store: Store, bridge: Bridge): Promise<boolean> {
  const loads = await store.journal(bridge.workspaceId, { kinds: ["backfill"], limit: LOADS });
  const loaded = loads.find(({ bridgeId }) => bridgeId === bridge.id);
  const sweeps = await Promise.all([readSweepState(store, bridge, "highlevel"), readSweepState(store, bridge, "incident")]);
  return loaded !== undefined && sweeps.every(({ completedAt }) => completedAt !== null && completedAt >= loaded.at);
}

/** Runs so many calls side by side at most; the others wait for their turn. */
function atMost<Given extends readonly unknown[], Result>(
  limit: number,
  call: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (...given) => {
    if (running >= limit) await new Promise<void>((resolve) => void waiting.push(resolve));
    running += 1;
    try {
      return await call(...given);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
