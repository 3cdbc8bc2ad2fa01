import type { Log } from "#core/ports/log.ts";
import type { ProgressListener } from "#engine/application.ts";
import { firstLoad, violationsOf } from "../demo/run-demo.ts";
import type { Settings } from "../options.ts";
import { serve } from "../serve.ts";
import { temporaryHome } from "../temporary-home.ts";
import { must } from "#lib/must.ts";

export interface BackfillBenchResult {
  readonly contacts: number;
  readonly linked: number;
  readonly seconds: number;
  /** What the vendors' limits alone would need; see `how`. */
  readonly ideal_seconds: number;
  /** Null when so few contacts fit into the vendors' first burst that the limits need no time at all. */
  readonly ratio: number | null;
  readonly calls: { readonly highlevel: number; readonly incident: number };
  readonly ideal_calls: { readonly highlevel: number; readonly incident: number };
  readonly limit_violations: number;
  readonly how: string;
}

/** Contacts of a search page, and what the limits let through: a window of 100 calls in 10 s; a bucket of 1,200 with 20 a second. */
const PAGE = 100;
const highlevel = { burst: 100, perSecond: 10 };
const incident = { burst: 1_200, perSecond: 20 };

/** The least calls and the least time that any program could need for a first load into an empty catalog. */
export function idealBackfill(contacts: number): Pick<BackfillBenchResult, "ideal_seconds" | "ideal_calls"> {
  const calls = { highlevel: Math.max(1, Math.ceil(contacts / PAGE)), incident: contacts + 1 };
  const seconds = Math.max(
    Math.max(0, calls.highlevel - highlevel.burst) / highlevel.perSecond,
    Math.max(0, calls.incident - incident.burst) / incident.perSecond,
  );
  return { ideal_seconds: seconds, ideal_calls: calls };
}

/** A first load with the published limits enforced by the sandboxes, on a fresh embedded PostgreSQL. */
export async function benchBackfill(request: {
  readonly settings: Settings;
  readonly log: Log;
  readonly contacts: number;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}): Promise<BackfillBenchResult> {
  const home = await temporaryHome(request.settings, { port: 0 });
  try {
    const served = await serve(home.settings, {
      log: request.log,
      sandbox: true,
      contacts: request.contacts,
      seed: 1,
      simulatedPerson: false,
      work: false,
    });
    try {
      const { sandboxes, bridge } = must(served.sandbox, "sandbox of the bench");
      const { clock, store } = served.session.app;
      const startedAt = clock.monotonicMs();
      served.session.startWork();
      await firstLoad({ session: served.session, bridge, onProgress: request.onProgress, signal: request.signal });
      const seconds = Math.round((clock.monotonicMs() - startedAt) / 100) / 10;
      const ideal = idealBackfill(request.contacts);
      return {
        contacts: request.contacts,
        linked: (await store.counts(bridge.workspaceId, bridge.id))["in-sync"],
        seconds,
        ...ideal,
        ratio: ideal.ideal_seconds === 0 ? null : Math.round((seconds / ideal.ideal_seconds) * 100) / 100,
        calls: { highlevel: sandboxes.highlevel.control.counters().calls, incident: sandboxes.incident.control.counters().calls },
        limit_violations: violationsOf(sandboxes),
        how: "one HighLevel search page for 100 contacts (100 calls in 10 s) and one create for each contact at incident.io (a burst of 1,200, then 20 a second), both at once; the slower one counts",
      };
    } finally {
      await served.close();
    }
  } finally {
    await home.remove();
  }
}
