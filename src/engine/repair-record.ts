import { HighwireError } from "#core/errors.ts";
import type { Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import { textOrNull } from "#core/record/text-or-null.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { ClaimedLink, Settlement } from "#core/ports/claims.ts";
import type { JournalEntry, LinkRow } from "#core/ports/store.ts";
import type { FieldValues, Side } from "#core/record/canonical.ts";
import { titleIn } from "#core/record/title.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { holdLink } from "./hold-link.ts";
import { personEntry } from "./person-entry.ts";
import { keepsRecord, recordIdOf } from "./reconcile/read-sides.ts";

/** What was found of a record that a vendor no longer has, or hides. */
export interface RecordCheck {
  readonly link: LinkRow;
  readonly sides: readonly SideCheck[];
  /** Records on the missing side that have the same e-mail, phone or marker. */
  readonly candidates: readonly {
    readonly side: Side;
    readonly recordId: string;
    readonly title: string | null;
    readonly matchedBy: readonly string[];
  }[];
}

export interface SideCheck {
  readonly side: Side;
  readonly recordId: string | null;
  /** `hidden`: it was not found, and nothing else could be read either, so that this proves nothing (D1). */
  readonly state: "found" | "missing" | "hidden" | "none";
}

/** How a record that lost its counterpart goes on. */
export type Repair =
  | { readonly do: "relink"; readonly side: Side; readonly recordId: string }
  | { readonly do: "create"; readonly side: Side }
  | { readonly do: "unlink" };

/** Looks whether both records are there, proves a miss by another read (D1), and looks for others that may be meant. Writes nothing at the vendors. */
export async function checkRecord(ports: EnginePorts, workspaceId: WorkspaceId, id: LinkId, who: string): Promise<RecordCheck> {
  const { store, clock } = ports;
  const link = await linkOf(ports, workspaceId, id);
  const bridge = await store.bridge(workspaceId, link.bridgeId);
  if (bridge === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "flow" });
  const { left, right } = await ports.sides(bridge);
  const call: CallOptions = { priority: "person", about: { workspaceId, linkId: id } };
  const sides = await Promise.all([left, right].map((port) => checkSide(port, link, call)));
  const missing = [left, right].filter(({ side }) => sides.some((one) => one.side === side && one.state === "missing"));
  const candidates = (await Promise.all(missing.map((port) => candidatesOn(port, link, call)))).flat();
  await store.appendJournal(workspaceId, [asked(link, who, { verb: "verify", states: sides.map(({ state }) => state) })], clock.now());
  return { link, sides, candidates };
}

async function checkSide(port: RecordsPort, link: LinkRow, call: CallOptions): Promise<SideCheck> {
  const recordId = recordIdOf(link, port.side);
  if (recordId === null) return { side: port.side, recordId, state: "none" };
  const outcome = await port.read(recordId, call);
  if (outcome.kind === "found") return { side: port.side, recordId, state: "found" };
  return { side: port.side, recordId, state: (await port.canary(call)) ? "missing" : "hidden" };
}

async function candidatesOn(port: RecordsPort, link: LinkRow, call: CallOptions): Promise<RecordCheck["candidates"]> {
  const other: Side = port.side === "highlevel" ? "incident" : "highlevel";
  const known = (side: Side): FieldValues => (side === "highlevel" ? link.left : link.right)?.fields ?? {};
  const fields = { ...known(port.side), ...known(other) };
  const values = { counterpartId: recordIdOf(link, other), email: textOrNull(fields["email"]), phone: textOrNull(fields["phone"]) };
  const found = await port.candidates(values, call);
  return found
    .filter(({ record }) => record.id !== recordIdOf(link, port.side))
    .map(({ record, matchedBy }) => ({ side: port.side, recordId: record.id, title: titleIn(record.fields), matchedBy }));
}

interface RepairParts {
  readonly ports: EnginePorts;
  readonly workspaceId: WorkspaceId;
  readonly owner: string;
}

/**
 * Links a record with another one, has the missing one created again, or ends the link; all but the last are carried out in the link's next turn,
 * which asks a person where the two differ (M4). A record that was seen alone, such as a contact made anew, comes over with what is known of it.
 * Throws `HW_REQUEST_CONFLICT` when a worker holds the record or the other one is linked already.
 */
export async function repairRecord({ ports, workspaceId, owner }: RepairParts, id: LinkId, repair: Repair, who: string): Promise<void> {
  const link = await linkOf(ports, workspaceId, id);
  const alone = repair.do === "relink" ? await aloneAt(ports, link, repair) : null;
  const held = await holdLink({ ...ports, owner }, link);
  const settlement = { ...settlementFor(held, repair, who, ports.clock.now()), ...(alone !== null && { absorb: alone }) };
  const { lost } = await ports.store.settle(workspaceId, [settlement], ports.clock.now());
  if (lost.length > 0) throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id, detail: "it was taken up by a worker just now; try again" });
}

async function linkOf({ store }: EnginePorts, workspaceId: WorkspaceId, id: LinkId): Promise<LinkRow> {
  const link = await store.link(workspaceId, id);
  if (link === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
  return link;
}

/** The row of a record that has no counterpart; null when there is no row. Throws `HW_REQUEST_CONFLICT` when it has one. */
async function aloneAt({ store }: EnginePorts, link: LinkRow, { side, recordId }: Extract<Repair, { do: "relink" }>): Promise<LinkId | null> {
  const owner = await store.linkOf(link.workspaceId, link.bridgeId, side, recordId);
  if (owner === null || owner.id === link.id) return null;
  if (!keepsRecord(owner, side)) return owner.id;
  throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "that record is linked with another one; end that link first" });
}

function settlementFor(held: ClaimedLink, repair: Repair, who: string, now: Instant): Settlement {
  const detail =
    repair.do === "create" ? { verb: "recreate", side: repair.side } : repair.do === "relink" ? { verb: "relink", ...repair } : { verb: "unlink" };
  const ended = repair.do === "unlink";
  return {
    linkId: held.id,
    fence: held.fence,
    dirtyGeneration: held.dirtyGeneration,
    patch: ended ? { state: "unlinked", because: null } : { ...idOf(repair), state: "active", because: null, base: null, flips: {} },
    ...(!ended && { again: { at: now, failed: false } }),
    outcomes: [],
    open: [],
    close: held.conflicts.map((conflict) => ({ id: conflict.id, how: "vanished" })),
    processed: ended ? held.events.map(({ source, eventId }) => ({ source, eventId, decision: "unlinked-by-person" })) : [],
    journal: [asked(held, who, detail)],
  };
}

/** A created one gets its id when it is there. What was seen of the old record says nothing of another one. */
function idOf(repair: Exclude<Repair, { do: "unlink" }>): Settlement["patch"] {
  const recordId = repair.do === "relink" ? repair.recordId : null;
  return repair.side === "highlevel" ? { leftId: recordId, left: null, leftKeys: [] } : { rightId: recordId, right: null, rightKeys: [] };
}

const asked = ({ id, bridgeId }: LinkRow, who: string, detail: JournalEntry["detail"]): JournalEntry =>
  personEntry("asked", who, detail, { linkId: id, bridgeId });
