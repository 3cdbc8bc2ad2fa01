import type { WorkspaceId } from "#core/ids.ts";
import type { KeptItem, PlanItemFilter, PlanStore } from "#core/ports/plan-store.ts";
import type { Topic } from "#core/ports/store.ts";
import { deletesIn, planSymbols } from "#core/sync/plan-groups.ts";
import { ownedBy, type MemoryState } from "./memory-state.ts";

/** Plans kept for people, in memory. */
export function plansIn(state: MemoryState, tell: (topic: Topic, workspaceId: WorkspaceId) => void): PlanStore {
  const itemsOf = (workspaceId: WorkspaceId, id: string): readonly KeptItem[] =>
    ownedBy(state.plans.get(id), workspaceId) === null ? [] : (state.planItems.get(id) ?? []);
  const change = (workspaceId: WorkspaceId, id: string, next: (item: KeptItem) => KeptItem): void => {
    state.planItems.set(id, itemsOf(workspaceId, id).map(next));
    tell("plan", workspaceId);
  };
  return {
    async savePlan(plan) {
      state.plans.set(plan.id, plan);
      tell("plan", plan.workspaceId);
    },
    async changePlan(workspaceId, id, changed) {
      const current = ownedBy(state.plans.get(id), workspaceId);
      const next = current === null ? null : changed(current);
      if (next === null) return null;
      state.plans.set(id, next);
      tell("plan", workspaceId);
      return next;
    },
    keptPlan: async (workspaceId, id) => ownedBy(state.plans.get(id), workspaceId),
    keptPlans: async (workspaceId, { bridgeId, limit }) =>
      [...state.plans.values()]
        .filter((plan) => plan.workspaceId === workspaceId && (bridgeId === undefined || plan.bridgeId === bridgeId))
        .toSorted((one, other) => other.madeAt - one.madeAt || (other.id > one.id ? 1 : -1))
        .slice(0, limit),
    async addPlanItems(workspaceId, id, items) {
      const all = [...itemsOf(workspaceId, id), ...items];
      state.planItems.set(
        id,
        all.toSorted((one, other) => rankOf(one) - rankOf(other) || one.position - other.position),
      );
    },
    async planItems(workspaceId, id, { from, limit, ...filter }) {
      const found = itemsOf(workspaceId, id).filter((item) => fits(item, filter));
      return { items: found.slice(from, from + limit), total: found.length };
    },
    async pickPlanItems(workspaceId, id, which, picked) {
      const isMeant = (item: KeptItem): boolean => fits(item, which) && item.item.operations.length > 0 && item.outcome === null;
      const meant = itemsOf(workspaceId, id).filter(isMeant).length;
      change(workspaceId, id, (item) => (isMeant(item) ? { ...item, picked } : item));
      return meant;
    },
    async notePlanOutcomes(workspaceId, id, outcomes) {
      const known = new Map(outcomes.map(({ position, outcome }) => [position, outcome]));
      change(workspaceId, id, (item) => ({ ...item, outcome: known.get(item.position) ?? item.outcome }));
    },
    async planTally(workspaceId, id) {
      const due = itemsOf(workspaceId, id).filter((item) => fits(item, { due: true }));
      return {
        records: due.length,
        writes: due.reduce((sum, { item }) => sum + item.operations.length, 0),
        deletes: due.reduce((sum, { item }) => sum + deletesIn(item), 0),
      };
    },
  };
}

const rankOf = ({ item }: KeptItem): number => planSymbols.indexOf(item.symbol);

function fits({ item, fields, picked, outcome, position }: KeptItem, filter: PlanItemFilter): boolean {
  const text = [item.title, item.leftId, item.rightId].join("\n").toLowerCase();
  return (
    (filter.symbol === undefined || item.symbol === filter.symbol) &&
    (filter.field === undefined || fields.includes(filter.field)) &&
    (filter.reason === undefined || item.because === filter.reason) &&
    (filter.search === undefined || text.includes(filter.search.toLowerCase())) &&
    (filter.outcome === undefined || outcome === filter.outcome) &&
    (filter.positions === undefined || filter.positions.includes(position)) &&
    (filter.due !== true || (item.operations.length > 0 && picked && outcome === null))
  );
}
