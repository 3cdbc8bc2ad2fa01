import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId } from "#core/ids.ts";
import type { JournalEntry, LinkRow } from "#core/ports/store.ts";
import type { Accounts } from "./accounts.ts";
import type { Application, ApplicationStatus, Ingest } from "./application.ts";
import { statusOf } from "./application-status.ts";
import { createDashboards } from "./dashboards/create-dashboards.ts";
import { createDesk } from "./desk.ts";
import { createAlertDesk, type AlertDeskParts } from "./alerts/alert-desk.ts";
import { applyPlan } from "./apply-plan.ts";
import { explainLink, explainRun } from "./explain/explain-link.ts";
import { findLinks } from "./explain/find-links.ts";
import { contactOperations } from "./contact-operations.ts";
import { resolveConflict } from "./resolve-conflict.ts";
import type { FreshReads } from "./fresh-reads.ts";
import { personEntry } from "./person-entry.ts";
import { desksOfFlows, type FlowDesksParts } from "./desks-of-flows.ts";
import { previewBridge } from "./preview.ts";
import { createResponder, type ResponderParts } from "./responder/responder.ts";
import { createWorkflowDesk, type WorkflowDeskPorts } from "./workflow/workflow-desk.ts";
import { settingsOf, type SettingsParts } from "./settings.ts";
import { redrive } from "./redrive.ts";
import { runOf, runs, undoRun } from "./undo-run.ts";

export interface ApplicationParts extends SettingsParts {
  readonly ingest: Ingest;
  readonly accounts: Accounts;
  readonly fresh: FreshReads;
  /** Name of this process among the holders of leases. */
  readonly owner: string;
  readonly quotas: () => Promise<ApplicationStatus["quotas"]>;
  readonly describeStore: () => ApplicationStatus["store"];
  /** What steps of workflows call, and what renders their texts; without it there are no workflows. */
  readonly workflows?: Pick<WorkflowDeskPorts, "calls" | "texts" | "newSecret" | "newSigningSecret" | "checkAddress">;
  /** What mappings are made between. Default: only what the mapping itself and HighLevel's own fields tell. */
  readonly places?: FlowDesksParts["places"];
  /** What alerts need beside the engine; without it there are none. */
  readonly alerts?: AlertDeskParts;
  /** What the pages of incidents need beside the engine; without it there are none. */
  readonly pages?: Omit<ResponderParts, "ports" | "workspaceId">;
  /** Without it there is no catalog. */
  readonly operations?: Application["operations"];
}

/** Everything that people can ask for, over one workspace. */
export function createApplication(parts: ApplicationParts): Application {
  const { ports, workspaceId } = parts;
  const { store, clock } = ports;

  const bridgeOf = async (id: BridgeId): Promise<Bridge> => {
    const bridge = await store.bridge(workspaceId, id);
    if (bridge === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "bridge", recordId: id });
    return bridge;
  };
  const changeStored = async (id: BridgeId, change: (bridge: Bridge) => Bridge): Promise<Bridge> =>
    (await store.changeBridge(workspaceId, id, change)) ?? bridgeOf(id);
  const noteConfig = (bridgeId: BridgeId | null, who: string, detail: JournalEntry["detail"]): Promise<void> =>
    store.appendJournal(workspaceId, [personEntry("config", who, detail, { bridgeId })], clock.now());
  const find = (query: string): Promise<readonly LinkRow[]> => findLinks(store, workspaceId, query);
  const one = async (query: string): Promise<LinkRow> => {
    const [found] = await find(query);
    if (found === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "contact" });
    return found;
  };

  return {
    ...contactOperations(parts, one),
    store,
    clock,
    workspaceId,
    ingest: parts.ingest,
    desk: createDesk(parts),
    accounts: parts.accounts,
    find,
    preview: async (bridgeId, options) => previewBridge(ports, await bridgeOf(bridgeId), options),
    apply: async (plan, options) => applyPlan(ports, await bridgeOf(plan.bridgeId), plan, parts.fresh, parts.owner, options),
    ...desksOfFlows(parts),
    runs: (limit) => runs(ports, workspaceId, limit),
    async undo(planId, { rehearse = false, ...options } = {}) {
      const run = await runOf(ports, workspaceId, planId);
      const bridge = await bridgeOf(run.bridgeId);
      return undoRun({ ports, bridge, run, fresh: parts.fresh, owner: parts.owner, rehearse }, options);
    },
    why: async (query) => explainLink(store, await one(query)),
    whyRun: async (planId) => explainRun(store, workspaceId, await runOf(ports, workspaceId, planId)),
    redrive: (target) => redrive(ports, workspaceId, target),
    resolveConflict: (id, resolution, who) => resolveConflict(ports, workspaceId, id, resolution, who),
    ...settingsOf(parts, { bridgeOf, changeStored, noteConfig }),
    async setConnectionState(id, state, who) {
      const pausedBecause = state === "paused" ? "by-person" : null;
      const next = await store.changeConnection(workspaceId, id, (connection) => ({ ...connection, state, pausedBecause }));
      if (next === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "connection", recordId: id });
      await noteConfig(null, who, { connection: id, state });
      return next;
    },
    dashboards: createDashboards(parts),
    status: () => statusOf(parts),
    quotas: parts.quotas,
    workflows: parts.workflows === undefined ? null : createWorkflowDesk({ ...ports, ...parts.workflows }, workspaceId),
    operations: parts.operations ?? null,
    alerts: parts.alerts === undefined ? null : createAlertDesk(parts.alerts),
    responder: parts.pages === undefined ? null : createResponder({ ports, workspaceId, ...parts.pages }),
  };
}
