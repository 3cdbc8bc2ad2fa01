import type { Bridge, CaseRules, DeletePolicy } from "#core/bridge.ts";
import type { ConflictPolicy } from "#core/mapping/field-map.ts";
import { HighwireError } from "#core/errors.ts";
import { hasHistory, withHistory, type HistoryChoice } from "#core/history.ts";
import type { Instant } from "#core/ids.ts";
import { withHoldTag } from "#core/hold-tag.ts";
import { canonicalise } from "#core/record/canonicalise.ts";

/** What a person may change of a bridge's rules; what is left out stays. */
export interface RuleChange {
  readonly onDelete?: DeletePolicy;
  /** Whose value wins when two records meet for the first time (M4). */
  readonly firstLink?: ConflictPolicy;
  /** Which records that were there before get a counterpart (I6). */
  readonly history?: HistoryChoice;
  readonly tellsPrivate?: boolean;
  readonly tellsDrills?: boolean;
  readonly takesNew?: boolean;
  readonly mostNewContacts?: number;
  /** Where affected contacts are named as well (`CaseRules`); null or no word for nowhere. */
  readonly emailField?: string | null;
  readonly alertAttribute?: string | null;
  /** E-mails at incident.io by HighLevel user; null forgets one. */
  readonly assignees?: Readonly<Record<string, string | null>>;
}

/** The bridge with another hold tag; null for none. Throws `HW_REQUEST_CONFLICT` for a bridge that puts no tags on contacts. */
export function holding(bridge: Bridge, tag: string | null): Bridge {
  const { cases, entity, name, version } = bridge;
  if (cases === null || entity !== "case-tags") throw new HighwireError("HW_REQUEST_CONFLICT", { detail: `${name} puts no tags on contacts` });
  return { ...bridge, cases: withHoldTag(cases, tag), version: version + 1 };
}

/** The bridge under its new rules from now on. Throws `HW_REQUEST_INVALID` when there is no such rule for it, or a value is none. */
export function withRules(bridge: Bridge, change: RuleChange, now: Instant): Bridge {
  const { onDelete, firstLink, history, ...asked } = change;
  const { cases } = bridge;
  if (history !== undefined && !hasHistory(bridge.entity))
    throw new HighwireError("HW_REQUEST_INVALID", {
      field: "rules",
      detail: `${bridge.name} takes in all that is there: history is a choice for contacts`,
    });
  if (cases === null && Object.values(asked).some((value) => value !== undefined)) {
    throw new HighwireError("HW_REQUEST_INVALID", {
      field: "rules",
      detail: `${bridge.name} has nothing to do with incidents, so it has no such rule`,
    });
  }
  return {
    ...(history === undefined ? bridge : withHistory(bridge, history, now)),
    cases: cases === null ? null : caseRules(cases, asked),
    ...(onDelete !== undefined && { onDelete }),
    ...(firstLink !== undefined && { firstLink }),
    version: bridge.version + 1,
  };
}

function caseRules(
  before: CaseRules,
  { assignees, emailField, alertAttribute, ...switches }: Omit<RuleChange, "onDelete" | "firstLink" | "history">,
): CaseRules {
  const { emailField: _field, alertAttribute: _attribute, ...others } = before;
  const field = nameOf(emailField, before.emailField);
  const attribute = nameOf(alertAttribute, before.alertAttribute);
  return {
    ...others,
    ...switches,
    ...(field !== "" && { emailField: field }),
    ...(attribute !== "" && { alertAttribute: attribute }),
    ...assigneesOf(before, assignees),
  };
}

const nameOf = (wanted: string | null | undefined, before = ""): string => (wanted === undefined ? before : (wanted ?? "").trim());

function assigneesOf({ assignees: before = {} }: CaseRules, wanted: RuleChange["assignees"]): Partial<CaseRules> {
  if (wanted === undefined) return {};
  const after = new Map(Object.entries(before));
  for (const [user, email] of Object.entries(wanted)) {
    const known = email === null ? null : canonicalise("email", email, { defaultCountry: "US" });
    if (known === null) after.delete(user);
    else if (typeof known === "string" && known.includes("@")) after.set(user, known);
    else throw new HighwireError("HW_REQUEST_INVALID", { field: "assignee", detail: `${JSON.stringify(email)} is no e-mail address` });
  }
  return { assignees: Object.fromEntries(after) };
}
