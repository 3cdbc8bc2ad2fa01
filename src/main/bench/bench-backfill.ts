import { callsOf, firstLoad, violationsOf } from "../demo/coming-to-rest.ts";
import { serve } from "../serve.ts";
import { temporaryHome } from "../temporary-home.ts";
import { must } from "#lib/must.ts";
import { rounded, type BenchRequest, type Figure } from "./figure.ts";

/** Contacts of a search page, and what the limits let through: a window of 100 calls in 10 s; a bucket of 1,200 with 20 a second. */
const PAGE = 100;
const highlevel = { burst: 100, perSecond: 10 };
const incident = { burst: 1_200, perSecond: 20 };

/** The least calls and the least time that any program could need for a first load into an empty catalog. */
export function idealBackfill(contacts: number): {
  readonly ideal_seconds: number;
  readonly ideal_calls: { readonly highlevel: number; readonly incident: number };
} {
  const calls = { highlevel: Math.max(1, Math.ceil(contacts / PAGE)), incident: contacts + 1 };
  const seconds = Math.max(
    Math.max(0, calls.highlevel - highlevel.burst) / highlevel.perSecond,
    Math.max(0, calls.incident - incident.burst) / incident.perSecond,
  );
  return { ideal_seconds: seconds, ideal_calls: calls };
}

/** A first load with the published limits enforced by the sandboxes, on a fresh embedded PostgreSQL. */
export async function benchBackfill(request: BenchRequest & { readonly contacts: number }): Promise<readonly Figure[]> {
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
      const linked = (await store.counts(bridge.workspaceId, bridge.id))["in-sync"];
      const calls = callsOf(sandboxes);
      return figuresOf({ contacts: request.contacts, seconds, linked, calls, violations: violationsOf(sandboxes) });
    } finally {
      await served.close();
    }
  } finally {
    await home.remove();
  }
}

interface Loaded {
  readonly contacts: number;
  readonly seconds: number;
  readonly linked: number;
  readonly calls: number;
  readonly violations: number;
}

function figuresOf({ contacts, seconds, linked, calls, violations }: Loaded): readonly Figure[] {
  const { ideal_seconds: idealSeconds, ideal_calls: idealCalls } = idealBackfill(contacts);
  const command = `highwire bench backfill --contacts ${String(contacts)}`;
  const count = contacts.toLocaleString("en-US");
  return [
    {
      name: "backfill.ratio",
      about: `First load of ${count} contacts, for the time that the vendors' limits alone need`,
      // So few contacts fit into the vendors' first burst that the limits need no time at all.
      value: idealSeconds === 0 ? null : rounded(seconds / idealSeconds, 3),
      unit: "×",
      target: { most: 1.03 },
      command,
      how: "The limits: one HighLevel search page for 100 contacts (100 calls in 10 s), one create for each at incident.io (a burst of 1,200, then 20 a second), both at once; the slower one counts.",
    },
    { name: "backfill.seconds", about: `First load of ${count} contacts`, value: seconds, unit: "s", target: null, command },
    {
      name: "backfill.calls",
      about: "Calls of a first load for each contact",
      value: rounded(calls / contacts, 3),
      unit: "calls",
      target: null,
      command,
      how: `The least is ${String(rounded((idealCalls.highlevel + idealCalls.incident) / contacts, 3))}.`,
    },
    {
      name: "backfill.missing",
      about: "Contacts that a first load left unlinked",
      value: contacts - linked,
      unit: "contacts",
      target: { most: 0 },
      command,
    },
    {
      name: "backfill.over_limit",
      about: "Calls over a vendor's limit during a first load",
      value: violations,
      unit: "calls",
      target: { most: 0 },
      command,
    },
  ];
}
