import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import { eventOf, type KeptEvent, type KeptIntent, type RecordedCall } from "#core/ports/activity-log.ts";
import type { JournalRow, LinkRow, Store } from "#core/ports/store.ts";
import { sentenceForEntry } from "../explain/sentences.ts";
import { chainOf, type Clause } from "./chain.ts";
import { titleOf } from "./list-activity.ts";
import { resultOf, type Result } from "./result-of.ts";

/** Entries of the link that are looked at for where the turn before ended. */
const LOOKED_BACK = 50;

/** One entry with all that is kept of how it came about. */
export interface EntryStory {
  readonly entry: JournalRow;
  readonly sentence: string;
  readonly result: Result;
  readonly link: LinkRow | null;
  readonly title: string | null;
  readonly bridge: Bridge | null;
  /** From cause to outcome, each clause with its evidence. */
  readonly chain: readonly Clause[];
  readonly steps: readonly Step[];
  readonly calls: readonly RecordedCall[];
  readonly event: KeptEvent | null;
}

/** One part of a record's turn; `until` equals `from` for what took no time that is known. */
export interface Step {
  readonly name: "received" | "queued" | "read" | "merged" | "written" | "read-back" | "done";
  readonly from: Instant;
  readonly until: Instant;
}

/** Tells one entry. Throws `HW_REQUEST_NOT_FOUND`. */
export async function tellEntry(store: Store, workspaceId: WorkspaceId, id: string): Promise<EntryStory> {
  const entry = await store.entry(workspaceId, id);
  if (entry === null)
    throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id", detail: "no such entry is in the journal; the oldest are gone" });
  const bridges = await store.bridges(workspaceId);
  const key = eventOf(entry);
  const [link, event, intent, before] = await Promise.all([
    entry.linkId === null ? null : store.link(workspaceId, entry.linkId),
    key === null ? null : store.event(workspaceId, key),
    entry.intentId === null ? null : store.intent(workspaceId, entry.intentId),
    entry.linkId === null ? [] : entriesBefore(store, workspaceId, entry),
  ]);
  const since = before.find(({ at }) => at < entry.at)?.at ?? 0;
  const calls = entry.linkId === null ? [] : await store.callsOf(workspaceId, entry.linkId, since, entry.at);
  const bridge = bridges.find((one) => one.id === entry.bridgeId) ?? null;
  const label = fieldLabels(bridges);
  return {
    entry,
    sentence: sentenceForEntry(entry, label),
    result: resultOf(entry),
    link,
    title: link === null ? null : titleOf(link),
    bridge,
    chain: chainOf({ entry, link, bridge, label, event, intent, before }),
    steps: stepsOf(entry, event, intent, calls),
    calls,
    event,
  };
}

async function entriesBefore(store: Store, workspaceId: WorkspaceId, { id, linkId }: JournalRow): Promise<readonly JournalRow[]> {
  if (linkId === null) return [];
  return (await store.activity(workspaceId, { linkId, before: id, limit: LOOKED_BACK })).rows;
}

/** The parts of a turn as far as event, calls and intent tell of them. What nothing tells of is left out. */
export function stepsOf(
  entry: Pick<JournalRow, "at">,
  event: Pick<KeptEvent, "receivedAt"> | null,
  intent: Pick<KeptIntent, "createdAt"> | null,
  calls: readonly Pick<RecordedCall, "at" | "durationMs" | "mutating">[],
): readonly Step[] {
  const written = spanOf(calls.filter(({ mutating }) => mutating));
  const wroteFrom = written?.from ?? Number.POSITIVE_INFINITY;
  const read = spanOf(calls.filter(({ mutating, at }) => !mutating && at < wroteFrom));
  const readBack = written === null ? null : spanOf(calls.filter(({ mutating, at }) => !mutating && at >= wroteFrom));
  const began = read?.from ?? written?.from ?? intent?.createdAt ?? null;
  const receivedAt = event === null ? null : event.receivedAt;
  return [
    ...(receivedAt === null ? [] : [{ name: "received", from: receivedAt, until: receivedAt } as const]),
    ...(receivedAt === null || began === null || began < receivedAt ? [] : [{ name: "queued", from: receivedAt, until: began } as const]),
    ...(read === null ? [] : [{ name: "read", ...read } as const]),
    ...(intent === null ? [] : [{ name: "merged", from: intent.createdAt, until: intent.createdAt } as const]),
    ...(written === null ? [] : [{ name: "written", ...written } as const]),
    ...(readBack === null ? [] : [{ name: "read-back", ...readBack } as const]),
    { name: "done", from: entry.at, until: entry.at },
  ];
}

function spanOf(calls: readonly Pick<RecordedCall, "at" | "durationMs">[]): { readonly from: Instant; readonly until: Instant } | null {
  if (calls.length === 0) return null;
  return { from: Math.min(...calls.map(({ at }) => at)), until: Math.max(...calls.map(({ at, durationMs }) => at + durationMs)) };
}
