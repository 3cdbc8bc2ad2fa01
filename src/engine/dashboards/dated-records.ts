import type { Entity } from "#core/bridge.ts";
import type { LinkId } from "#core/ids.ts";
import type { DatedRecord } from "#core/ports/dashboard-rows.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { FieldValues } from "#core/record/canonical.ts";
import { namesMany } from "#core/record/names-many.ts";

/** Statuses of appointments that do not take place, as HighLevel names them. */
const cancelled = new Set(["cancelled", "noshow", "invalid"]);

/** What one link tells of a record that dashboards list. */
export type Look =
  | { readonly kind: "open"; readonly record: DatedRecord }
  | { readonly kind: "closed"; readonly record: Pick<DatedRecord, "kind" | "recordId"> }
  | { readonly kind: "ended"; readonly linkId: LinkId }
  | { readonly kind: "none" };

/** Whether an appointment with this status does not take place. */
export const isCancelled = (status: unknown): boolean => cancelled.has(String(status));

export function datedOf(link: LinkRow, entity: Entity | null): Look {
  if (link.state === "tombstone" || link.state === "unlinked" || link.because === "HW_LINK_ERASED") return { kind: "ended", linkId: link.id };
  switch (entity) {
    case "task":
    case "follow-up":
    case "action":
      return taskOf(link);
    case "case-task":
      return caseOf(link);
    case "appointment":
      return appointmentOf(link);
    default:
      return { kind: "none" };
  }
}

/** A task is known by its own id in HighLevel, so that it counts once in however many bridges it is. */
function taskOf(link: LinkRow): Look {
  const fields = fieldsOf(link);
  if (fields === null || link.leftId === null || namesMany(link.leftId)) return { kind: "none" };
  const recordId = link.leftId.split("/").at(-1) ?? link.leftId;
  if (fields["completed"] === true) return { kind: "closed", record: { kind: "task", recordId } };
  return {
    kind: "open",
    record: { ...common(link), kind: "task", recordId, at: instantOf(fields["dueAt"]), label: null, contactId: contactIn(link) },
  };
}

/** Each contact on an incident has a case, whose task stays open as long as the incident goes on. Our own words tell its severity. */
function caseOf(link: LinkRow): Look {
  const { rightId, right } = link;
  const [incidentId, contactId] = rightId?.split("/") ?? [];
  if (rightId === null || right === null || namesMany(rightId) || incidentId === undefined || contactId === undefined) return { kind: "none" };
  if (right.fields["completed"] === true) return { kind: "closed", record: { kind: "case", recordId: rightId } };
  const severity = /^Severity: (.+)$/mu.exec(String(right.fields["body"] ?? ""))?.[1] ?? null;
  return { kind: "open", record: { ...common(link), kind: "case", recordId: rightId, at: null, label: severity, contactId } };
}

function appointmentOf(link: LinkRow): Look {
  const fields = fieldsOf(link);
  if (fields === null || link.leftId === null || namesMany(link.leftId)) return { kind: "none" };
  if (isCancelled(fields["status"])) return { kind: "closed", record: { kind: "appointment", recordId: link.leftId } };
  const status = fields["status"];
  const record: DatedRecord = {
    ...common(link),
    kind: "appointment",
    recordId: link.leftId,
    at: instantOf(fields["startAt"]),
    label: typeof status === "string" ? status : null,
    contactId: contactIn(link),
  };
  return { kind: "open", record };
}

const common = ({ id, bridgeId }: LinkRow): Pick<DatedRecord, "linkId" | "bridgeId"> => ({ linkId: id, bridgeId });

/** Tasks and appointments live in HighLevel; what incident.io shows follows. */
const fieldsOf = ({ left, right }: LinkRow): FieldValues | null => left?.fields ?? right?.fields ?? null;

function contactIn(link: LinkRow): string | null {
  const named = fieldsOf(link)?.["contactId"];
  return typeof named === "string" ? named : (link.leftId?.split("/").at(-2) ?? null);
}

function instantOf(value: unknown): number | null {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(at) ? at : null;
}
