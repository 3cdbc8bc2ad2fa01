import { inMode, type Bridge, type CaseRules } from "#core/bridge.ts";
import type { ConfigBridge, ConfigField, ConfigIncidents } from "#core/config/config-document.ts";
import { withHistory } from "#core/history.ts";
import { withHoldTag } from "#core/hold-tag.ts";
import type { Instant } from "#core/ids.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import { eraAfter } from "#core/mapping/remap.ts";

/** The bridge as the file has it from now on; `ever` are all fields that former mappings had. What a file does not tell stays: what was learned, what belongs to a field itself, and how far a careful run has come. */
export function asConfigured(bridge: Bridge, wanted: ConfigBridge, ever: readonly FieldMap[], now: Instant): Bridge {
  const next: Bridge = {
    ...withHistory(bridge, wanted.history, now),
    name: wanted.name,
    firstLink: wanted.firstLink,
    onDelete: wanted.onDelete,
    defaultCountry: wanted.country,
    matchKeys: wanted.match,
    fields: wanted.fields.map((row) => rowOf(bridge.fields, row, ever)),
    cases: bridge.cases === null || wanted.incidents === null ? bridge.cases : rulesOf(bridge.cases, wanted.incidents),
    version: bridge.version + 1,
  };
  return wanted.mode === bridge.mode ? next : inMode(next, wanted.mode);
}

/** A field that is mapped or turned on again begins another era, in which nothing is agreed yet (M9). */
function rowOf(
  known: readonly FieldMap[],
  { highlevel, incident, wins, creates, transforms, ...row }: ConfigField,
  ever: readonly FieldMap[],
): FieldMap {
  const own = known.find(({ field }) => field === row.field);
  const { creates: _creates, transforms: _transforms, ...kept } = own ?? {};
  const isTurnedOn = own?.direction === "off" && row.direction !== "off";
  const era = own === undefined || isTurnedOn ? eraAfter(row.field, [...ever, ...(own === undefined ? [] : [own])]) : own.era;
  return {
    ...kept,
    ...row,
    left: highlevel,
    right: incident,
    policy: wins,
    ...(creates !== row.direction && { creates }),
    ...(transforms.length > 0 && { transforms }),
    ...(era !== undefined && { era }),
  };
}

function rulesOf(before: CaseRules, { holdTag, emailField, alertAttribute, linkField, ...rules }: ConfigIncidents): CaseRules {
  const { emailField: _email, alertAttribute: _attribute, linkField: _link, ...rest } = before;
  const named = {
    ...(emailField !== null && { emailField }),
    ...(alertAttribute !== null && { alertAttribute }),
    ...(linkField !== null && { linkField }),
  };
  const next: CaseRules = { ...rest, ...rules, ...named };
  return holdTag === before.holdTag ? next : withHoldTag(next, holdTag);
}
