import type { JournalRow } from "#core/ports/store.ts";
import type { ActPlan } from "#core/sync/plan-link.ts";
import { registry, type ErrorCode } from "#core/error-registry.ts";
import type { Operation } from "#core/sync/sync-plan.ts";
import type { Side } from "#core/record/canonical.ts";

/** The vendor's name, for people. */
export const vendorName = (side: Side): string => (side === "highlevel" ? "HighLevel" : "incident.io");

const reasonWords: Readonly<Record<string, string>> = {
  equal: "both sides already hold the same",
  echo: "this was our own write coming back",
  "first-link": "the two records were linked",
  create: "the record exists on one side only",
  "fields-changed": "a field differs from what was last agreed",
  "waits-for-person": "both sides changed the same field, and a person has to choose",
  "no-match-key": "the record has neither e-mail nor phone, so it could not be found again",
  ambiguous: "more than one record could be the same contact",
  "counterpart-deleted": "the record on the other side was deleted",
  "deleted-against-edit": "one side deleted the record while the other edited it",
  "both-deleted": "the record is gone on both sides",
  "already-ended": "this link has ended",
  "not-written-this-way": "the field does not flow this way",
  "unlinked-by-person": "a person ended this link",
  drifted: "the record changed after the plan was made",
  shadow: "the bridge only shows what it would do",
};

/** A plan's reason as one sentence. */
export function sentenceForPlan(plan: Pick<ActPlan, "operations" | "reason">): string {
  const why = reasonWords[plan.reason] ?? plan.reason;
  if (plan.operations.length === 0) return `No write: ${why}.`;
  return `${plan.operations.map(operationWords).join("; ")}: ${why}.`;
}

function operationWords(operation: Operation): string {
  const where = vendorName(operation.side);
  switch (operation.kind) {
    case "create":
      return `Create in ${where}`;
    case "update":
      return `Write ${operation.changes.map((change) => change.field).join(", ")} in ${where}`;
    case "stamp":
      return `Store the link's id in ${where}`;
    case "delete":
      return `Delete in ${where}`;
  }
}

/** One journal entry as a sentence a support lead understands. */
export function sentenceForEntry(entry: JournalRow): string {
  const where = entry.side === null ? "" : ` in ${vendorName(entry.side)}`;
  const detail = entry.detail as { reason?: string; action?: string; outcome?: string; code?: string; fields?: readonly string[]; count?: number };
  switch (entry.kind) {
    case "write":
      return writeSentence(detail, where);
    case "no-write":
      return `Nothing written: ${reasonWords[detail.reason ?? ""] ?? detail.reason ?? "both sides agree"}.`;
    case "linked":
      return "Linked the two records.";
    case "unlinked":
      return `Ended the link: ${reasonWords[detail.reason ?? ""] ?? "a record is gone"}.`;
    case "conflict":
      return "Kept a conflict for a person, or the losing value of a rule's decision.";
    case "resolved":
      return "Carried out a person's choice.";
    case "parked":
      return `Set aside: ${codeTitle(detail.code)}`;
    case "deleted":
      return `Deleted the record${where}.`;
    case "failed":
      return `A write${where} failed: ${codeTitle(detail.code)}`;
    case "brake":
      return "Stopped: too many deletes at once.";
    case "config":
      return "The configuration changed.";
    case "sweep":
      return "A sweep found changes that no event had told.";
    case "backfill":
      return "The first load was completed.";
  }
}

function writeSentence(detail: { action?: string; outcome?: string; fields?: readonly string[] }, where: string): string {
  const doubt =
    detail.outcome === "not-seen"
      ? " Its answer was lost and it was not found afterwards."
      : detail.outcome === "confirmed-by-probe"
        ? " Its answer was lost, and a look confirmed it."
        : "";
  if (detail.action === "create") return `Created the record${where}.${doubt}`;
  if (detail.action === "stamp") return `Stored the link's id${where}.${doubt}`;
  return `Wrote ${(detail.fields ?? []).join(", ") || "the record"}${where}.${doubt}`;
}

function codeTitle(code: string | undefined): string {
  if (code === undefined || !(code in registry)) return "the reason is unknown.";
  const entry = registry[code as ErrorCode];
  return `${entry.title} (${entry.number}). ${entry.fix}`;
}
