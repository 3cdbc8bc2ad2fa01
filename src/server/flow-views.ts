import type { z } from "zod";
import type { FlowDetail, FlowPart, FlowView, ruleView } from "#contract/flows.ts";
import type { Bridge } from "#core/bridge.ts";
import { hasHistory, historyOf } from "#core/history.ts";
import type { KeptPlan } from "#core/ports/plan-store.ts";
import type { Connection } from "#core/ports/store.ts";
import type { Recipe } from "#core/recipes.ts";
import type { ApplicationStatus } from "#engine/application.ts";
import type { Check, FlowState } from "#engine/flows/flow-desk.ts";
import { toBridge } from "./views.ts";

/** What flows are shown with. */
export interface FlowSurroundings {
  readonly status: ApplicationStatus;
  /** The newest plan of each bridge. */
  readonly plans: ReadonlyMap<Bridge["id"], KeptPlan>;
}

export function toFlow(flow: FlowState, around: FlowSurroundings): FlowView {
  const { recipe, mode, bridges } = flow;
  return {
    id: recipe.id,
    mode,
    sandbox: isSandbox(around.status.connections),
    parts: bridges.flatMap((bridge) => toPart(recipe, bridge, around) ?? []),
    addable: recipe.also.filter((entity) => bridges.every((bridge) => bridge.entity !== entity)),
  };
}

export const toFlowDetail = (flow: FlowState, checks: readonly Check[], around: FlowSurroundings): FlowDetail => ({
  ...toFlow(flow, around),
  checks: checks.map((check) => ({ ...check })),
});

const isSandbox = (connections: readonly Connection[]): boolean => connections.length > 0 && connections.every(({ sandbox }) => sandbox);

function toPart({ own, also }: Recipe, { id }: Bridge, { status, plans }: FlowSurroundings): FlowPart | null {
  const known = status.bridges.find(({ bridge }) => bridge.id === id);
  if (known === undefined) return null;
  const { bridge } = known;
  const { brake, canary, entity } = bridge;
  const plan = plans.get(id);
  return {
    ...toBridge(known),
    role: own.includes(entity) ? "own" : also.includes(entity) ? "also" : "needs",
    rules: toRules(bridge),
    brake: brake === null ? null : { ...brake },
    canary: canary === undefined ? null : { budget: canary.budget, done: canary.done, ended: canary.ended === null ? null : { ...canary.ended } },
    plan: plan === undefined ? null : { id: plan.id, madeAt: plan.madeAt, appliedAt: plan.appliedAt },
  };
}

export function toRules(bridge: Bridge): z.infer<typeof ruleView> {
  const { onDelete, firstLink, cases, entity } = bridge;
  return {
    onDelete,
    firstLink,
    history: hasHistory(entity) ? historyOf(bridge) : null,
    cases:
      cases === null
        ? null
        : {
            tellsPrivate: cases.tellsPrivate,
            tellsDrills: cases.tellsDrills,
            takesNew: cases.takesNew ?? false,
            holdTag: cases.holdTag,
            emailField: cases.emailField ?? null,
            alertAttribute: cases.alertAttribute ?? null,
            assignees: { ...cases.assignees },
          },
  };
}
