import type { PlanFieldRow, PlanItemDetail, PlanItemRow, PlanView } from "#contract/plans.ts";
import type { Bridge } from "#core/bridge.ts";
import { registry } from "#core/error-registry.ts";
import type { Instant } from "#core/ids.ts";
import type { KeptItem, KeptPlan, PlanTally } from "#core/ports/plan-store.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import type { ApplicationStatus } from "#engine/application.ts";
import { fieldRows, type FieldRow } from "#engine/plans/field-rows.ts";
import { needsTyping } from "#engine/plans/plan-desk.ts";
import { isAbandoned } from "#engine/plans/plan-jobs.ts";
import { asValue, shownAs, type Sight } from "./values.ts";

/** What a plan is shown with. */
export interface PlanSurroundings {
  readonly bridge: Bridge;
  readonly tally: PlanTally;
  readonly quotas: ApplicationStatus["quotas"];
  readonly now: Instant;
}

/** The bridge with the mapping that the plan was made with, which may not be saved yet. */
export const asPlanned = (bridge: Bridge, { fields }: Pick<KeptPlan, "fields">): Bridge => (fields === undefined ? bridge : { ...bridge, fields });

export function toPlan(plan: KeptPlan, { bridge: stored, tally, quotas, now }: PlanSurroundings): PlanView {
  const { summary, applied } = plan;
  const bridge = asPlanned(stored, plan);
  const labels = new Map(bridge.fields.map(({ field, label }) => [field, label]));
  return {
    id: plan.id,
    bridgeId: bridge.id,
    bridgeName: bridge.name,
    entity: bridge.entity,
    stage: isAbandoned(plan, now) ? "interrupted" : plan.stage,
    progress: plan.progress === null ? null : { ...plan.progress },
    madeBy: plan.madeBy,
    madeAt: plan.madeAt,
    expiresAt: plan.expiresAt,
    expired: expiryOf(plan, bridge, now),
    checksum: summary?.checksum ?? null,
    counts: summary === null ? null : { ...summary.counts },
    calls: summary === null ? null : { ...summary.estimatedCalls },
    seconds: summary?.estimatedSeconds ?? null,
    quotaShare: shareOf(summary, bridge, quotas),
    fields: plan.facets.fields.map(({ field, count }) => ({ field, count, label: labels.get(field) ?? field })),
    reasons: plan.facets.reasons.map((reason) => ({ ...reason })),
    left: { ...tally, needsTyping: needsTyping(tally) },
    appliedAt: plan.appliedAt,
    applied:
      applied === null ? null : { applied: applied.applied, drifted: applied.drifted, failed: applied.failed, needsPerson: applied.needsPerson },
    rehearsal: plan.rehearsal === null ? null : { ...plan.rehearsal },
    undone: plan.undone === null ? null : { ...plan.undone },
    failure: failureOf(plan),
  };
}

function expiryOf(plan: KeptPlan, bridge: Bridge, now: Instant): PlanView["expired"] {
  if (plan.expiresAt < now) return "too-old";
  if (plan.bridgeVersion === bridge.version) return null;
  return isUnsaved(plan, bridge) ? "mapping-not-saved" : "settings-changed";
}

const isUnsaved = ({ fields, bridgeVersion }: KeptPlan, { version }: Bridge): boolean => fields !== undefined && bridgeVersion === version + 1;

function shareOf(summary: KeptPlan["summary"], bridge: Bridge, quotas: ApplicationStatus["quotas"]): number | null {
  const limit = quotas.find(({ connectionId }) => connectionId === bridge.left)?.dayLimit ?? null;
  return summary === null || limit === null || limit === 0 ? null : summary.estimatedCalls.highlevel / limit;
}

function failureOf({ failure }: KeptPlan): PlanView["failure"] {
  if (failure === null) return null;
  const { number, title, cause, fix } = registry[failure.code];
  return { code: failure.code, number, title, detail: failure.detail ?? cause, fix };
}

export function toPlanRow({ position, item, picked, outcome }: KeptItem): PlanItemRow {
  return { position, symbol: item.symbol, title: item.title, because: item.because, writes: item.operations.length, picked, outcome };
}

export function toPlanDetail(kept: KeptItem, bridge: Bridge, link: LinkRow | null, sight: Sight): PlanItemDetail {
  const { linkId, leftId, rightId } = kept.item;
  const fields = fieldRows(bridge, kept.item, link).map((row) => toFieldRow(row, sight));
  return { ...toPlanRow(kept), linkId, highlevelId: leftId, incidentId: rightId, fields };
}

function toFieldRow({ map, left, right, agreed, after, rule, policy }: FieldRow, sight: Sight): PlanFieldRow {
  const shown = (value: CanonicalValue) => asValue(shownAs(map, value, sight));
  return {
    field: map.field,
    label: map.label,
    personal: map.personal,
    highlevel: shown(left),
    incident: shown(right),
    agreed: { known: agreed.known, value: shown(agreed.value) },
    after: { highlevel: shown(after.left), incident: shown(after.right) },
    rule,
    policy,
  };
}
