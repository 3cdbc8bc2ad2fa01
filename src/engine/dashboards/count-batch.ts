import type { Bridge, Entity } from "#core/bridge.ts";
import type { BridgeId } from "#core/ids.ts";
import { eventKey, eventOf } from "#core/ports/activity-log.ts";
import {
  mergeCounts,
  stepStart,
  STEPS,
  type CountBatch,
  type CountedBatch,
  type CountRow,
  type Counts,
  type CountSubject,
} from "#core/ports/dashboard-rows.ts";
import type { JournalRow, LinkRow } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import { datedOf, isCancelled } from "./dated-records.ts";
import { lagBin } from "./lag-bins.ts";

/** A time as vendors write versions; a digest of a record's content is none. */
const instantForm = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/u;

/** What a part of the journal comes to in figures. Pure: the same entries give the same figures, whoever counts them. */
export function countBatch(bridges: readonly Bridge[]): (batch: CountBatch) => CountedBatch {
  const byId = new Map(bridges.map((bridge) => [bridge.id, bridge]));
  return (batch) => {
    const rows = new Map<string, CountRow>();
    for (const entry of batch.entries) {
      const counts = countsOf(entry, batch, entityOf(byId, entry.bridgeId));
      if (Object.keys(counts).length === 0) continue;
      const subject: CountSubject = entry.bridgeId ?? "all";
      const at = stepStart(STEPS.minutes, entry.at);
      const key = `${String(at)} ${subject}`;
      rows.set(key, { at, subject, counts: mergeCounts(rows.get(key)?.counts ?? {}, counts) });
    }
    return { rows: [...rows.values()].toSorted((one, other) => one.at - other.at), ...recordsOf(batch, byId) };
  };
}

const entityOf = (bridges: ReadonlyMap<BridgeId, Bridge>, id: BridgeId | null): Entity | null =>
  (id === null ? undefined : bridges.get(id)?.entity) ?? null;

function recordsOf({ entries, links }: CountBatch, bridges: ReadonlyMap<BridgeId, Bridge>): Omit<CountedBatch, "rows"> {
  const named = [...new Set(entries.toReversed().flatMap(({ linkId }) => linkId ?? []))].toReversed();
  const looks = named
    .map((id) => links.get(id))
    .filter((link) => link !== undefined)
    .map((link) => datedOf(link, entityOf(bridges, link.bridgeId)));
  return {
    open: looks.flatMap((look) => (look.kind === "open" ? [look.record] : [])),
    closed: looks.flatMap((look) => (look.kind === "closed" ? [look.record] : [])),
    ended: looks.flatMap((look) => (look.kind === "ended" ? [look.linkId] : [])),
  };
}

/** The figures of one entry. */
export function countsOf(entry: JournalRow, { links, eventTimes }: Pick<CountBatch, "links" | "eventTimes">, entity: Entity | null): Counts {
  const result = resultName(entry);
  const link = entry.linkId === null ? undefined : links.get(entry.linkId);
  const names = [...(result === null ? [] : [result]), ...codeNames(entry), ...(entity === null ? [] : whatNames(entry, entity, link))];
  if (entry.kind === "write" || entry.kind === "deleted") names.push(`found.${foundBy(entry)}`, ...lagNames(entry, link, eventTimes));
  return names.reduce<Counts>((counts, name) => mergeCounts(counts, { [name]: 1 }), {});
}

function resultName({ kind, linkId, detail }: JournalRow): string | null {
  if (linkId === null) return null;
  switch (kind) {
    case "write":
    case "deleted":
    case "unlinked":
    case "resolved":
      return "result.ok";
    case "no-write":
      return detail["reason"] === "echo" ? "result.echo" : "result.nothing";
    case "conflict":
      return "result.conflict";
    case "failed":
    case "parked":
      return "result.failed";
    default:
      return null;
  }
}

function codeNames({ kind, detail }: JournalRow): readonly string[] {
  const code = detail["code"];
  return (kind === "failed" || kind === "parked") && typeof code === "string" && /^HW_[A-Z0-9_]+$/u.test(code) ? [`code.${code}`] : [];
}

/** `webhook`: an event told of it. `sweep`: no event came, a sweep found it (W1). `other`: people, first loads, our own earlier writes. */
function foundBy({ cause }: JournalRow): "webhook" | "sweep" | "other" {
  if (cause.some((word) => word.startsWith("webhook "))) return "webhook";
  return cause.includes("sweep") ? "sweep" : "other";
}

/** From the event's arrival, or from when the vendor says the record changed, to the write on the other side. */
function lagNames(entry: JournalRow, link: LinkRow | undefined, eventTimes: CountBatch["eventTimes"]): readonly string[] {
  const found = foundBy(entry);
  const event = eventOf(entry);
  const from = found === "webhook" && event !== null ? eventTimes.get(eventKey(event)) : found === "sweep" ? changedAt(entry, link) : undefined;
  return from === undefined || from > entry.at ? [] : [`lag.${found}.${String(lagBin(entry.at - from))}`];
}

function changedAt({ side }: JournalRow, link: LinkRow | undefined): number | undefined {
  const version = (side === "highlevel" ? link?.right : link?.left)?.version ?? "";
  return instantForm.test(version) ? Date.parse(version) : undefined;
}

/** What happened to contacts, tasks, notes and appointments. */
function whatNames(entry: JournalRow, entity: Entity, link: LinkRow | undefined): readonly string[] {
  const { kind, side, detail, values } = entry;
  if (entity === "appointment" && kind === "unlinked") return ["appointment.cancelled"];
  if (kind !== "write" || side === null) return [];
  const action = detail["action"];
  switch (entity) {
    case "contact":
    case "new-contact":
      return contactNames(entry, side);
    case "case-tags":
      return action === "update" ? [`tagged.${side}`] : [];
    case "task":
      return values.some(({ field, after }) => field === "completed" && after === true) ? ["task.done"] : [];
    case "timeline":
      return action === "create" && link?.leftId?.includes("/note:") === true ? [`note.${side}`] : [];
    case "case-note":
    case "timeline-note":
    case "alert-note":
      return action === "create" ? [`note.${side}`] : [];
    case "appointment":
      return appointmentNames(entry);
    default:
      return [];
  }
}

const fieldsIn = ({ detail }: JournalRow): readonly unknown[] => (Array.isArray(detail["fields"]) ? (detail["fields"] as readonly unknown[]) : []);

/** A change of tags alone counts as tagged. */
function contactNames(entry: JournalRow, side: Side): readonly string[] {
  const action = entry.detail["action"];
  if (action === "create") return [`made.${side}`];
  if (action !== "update") return [];
  const fields = fieldsIn(entry);
  return [fields.length === 1 && fields[0] === "tags" ? `tagged.${side}` : `changed.${side}`];
}

function appointmentNames(entry: JournalRow): readonly string[] {
  const { cause, values, detail } = entry;
  const action = detail["action"];
  // What a first load meets was booked before.
  if (action === "create") return cause.includes("backfill") ? [] : ["appointment.booked"];
  if (action !== "update") return [];
  if (values.some(({ field, after }) => field === "status" && isCancelled(after))) return ["appointment.cancelled"];
  return fieldsIn(entry).includes("startAt") ? ["appointment.moved"] : [];
}
