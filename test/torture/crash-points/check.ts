import type { IntentId } from "#core/ids.ts";
import type { IntentAction } from "#core/ports/intents.ts";
import type { JournalRow } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import { judge } from "../simulator/oracle.ts";
import type { Call } from "../simulator/universe.ts";
import type { Stage } from "./stage.ts";

/** What the simulator's oracle and this one find broken once everything is at rest. */
export async function brokenPromises(stage: Stage): Promise<readonly string[]> {
  const { violations, inWindow } = await judge(stage.universe, stage.history);
  const journal = await stage.universe.store.journal(stage.universe.workspaceId, { limit: 100_000 });
  return [
    ...violations,
    ...(inWindow > 0 ? ["M1 an edit was written over and kept nowhere"] : []),
    ...intentsAreDone(stage),
    ...writesAreBooked(stage, journal),
    ...callsHaveIntents(stage),
    ...nobodyHolds(stage),
    ...(stage.universe.highlevel.oauth.reuses > 0
      ? [`X8 a used refresh token was offered again, ${String(stage.universe.highlevel.oauth.reuses)} times`]
      : []),
  ];
}

/** X1: an event that was stored has been looked at. Holds before any sweep. */
export function eventsAreDecided({ universe }: Stage): readonly string[] {
  return [...universe.state.events.values()]
    .filter(({ decision, recordId, quarantine }) => decision === null && recordId !== null && quarantine === null)
    .map(({ type }) => `X1 a ${type} was stored and never looked at`);
}

/** S5, I4: every intent has an outcome. */
function intentsAreDone({ universe }: Stage): readonly string[] {
  return [...universe.state.intents.values()]
    .filter(({ state }) => state === "pending" || state === "sent" || state === "unknown")
    .map(({ state, action, side }) => `S5 the ${action} at ${side} stayed ${state}`);
}

/** A1: exactly one entry for each intent that went out, none for the others. */
function writesAreBooked({ universe, sent }: Stage, journal: readonly JournalRow[]): readonly string[] {
  const booked = Map.groupBy(
    journal.filter(({ kind, intentId }) => intentId !== null && (kind === "write" || kind === "deleted")),
    ({ intentId }) => intentId as IntentId,
  );
  const rejected = new Set(
    journal.filter(({ kind, detail }) => kind === "failed" && detail["outcome"] === "rejected").map(({ intentId }) => intentId),
  );
  return [...universe.state.intents.values()].flatMap(({ id, action, side }) => {
    const entries = booked.get(id)?.length ?? 0;
    const wanted = sent.has(id) && !rejected.has(id) ? 1 : 0;
    return entries === wanted ? [] : [`A1 the ${action} at ${side} has ${String(entries)} entries in the journal, not ${String(wanted)}`];
  });
}

/** S5: no write reached a vendor without an intent that was committed before it. */
function callsHaveIntents({ universe, sent }: Stage): readonly string[] {
  const typeId = [...universe.state.bridges.values()][0]?.catalogTypeId ?? "";
  const intents = [...universe.state.intents.values()].filter(({ id }) => sent.has(id));
  return universe.calls.flatMap((call) =>
    writesOf(call, typeId).flatMap(({ side, actions, recordId }) => {
      const covered = intents.some(
        (intent) =>
          intent.side === side &&
          actions.includes(intent.action) &&
          (recordId === null || intent.recordId === recordId || intent.recordId?.endsWith(`/${recordId}`) === true) &&
          intent.createdAt <= call.at,
      );
      return covered ? [] : [`S5 ${call.method} ${call.path} went out without an intent`];
    }),
  );
}

interface Write {
  readonly side: Side;
  readonly actions: readonly IntentAction[];
  /** Null for a create. */
  readonly recordId: string | null;
}

/** What a call changes of contacts, entries, tasks, notes, follow-ups and notes of alerts; setting up types is no such write. */
function writesOf(call: Call, typeId: string): readonly Write[] {
  const { method, path } = call;
  if (method === "GET") return [];
  const [, contactId, own = ""] = /^\/contacts\/([^/?]+)\/(?:tasks|notes)(?:\/([^/?]+))?/u.exec(path) ?? [];
  if (contactId !== undefined) return [workWrite("highlevel", own === "" ? null : `${contactId}/${own}`)];
  const work = /^\/(?:v3\/(?:follow_ups|actions)|v1\/alert_notes)(?:\/([^/?]+))?/u.exec(path);
  if (work !== null) return [workWrite("incident", work[1] ?? null)];
  const at = /^\/(contacts|v3\/catalog_entries)\/([^/?]+)(\/tags)?$/u.exec(path);
  if (path === "/contacts/upsert") return [{ side: "highlevel", actions: ["create"], recordId: null }];
  if (path === "/v3/catalog_entries") return call.body.includes(typeId) ? [{ side: "incident", actions: ["create"], recordId: null }] : [];
  if (path === "/v3/catalog_entries/actions/bulk_update") {
    const { entries } = JSON.parse(call.body) as { readonly entries: readonly { readonly entry_id: string }[] };
    return entries.map(({ entry_id }) => ({ side: "incident", actions: ["update"], recordId: entry_id }));
  }
  if (at === null || at[2] === "search") return [];
  const isDelete = method === "DELETE" && at[3] === undefined;
  return [{ side: at[1] === "contacts" ? "highlevel" : "incident", actions: isDelete ? ["delete"] : ["update", "stamp"], recordId: at[2] ?? "" }];
}

/** One that is made done is made and then completed, and one that is set aside is changed instead of deleted. */
const workWrite = (side: Side, recordId: string | null): Write => ({
  side,
  actions: recordId === null ? ["create"] : ["create", "update", "stamp", "delete"],
  recordId,
});

/** S2: no link is held by anybody. */
function nobodyHolds({ universe }: Stage): readonly string[] {
  return [...universe.state.links.values()].filter(({ leaseOwner }) => leaseOwner !== null).map(({ id }) => `S2 link ${id} is still held`);
}
