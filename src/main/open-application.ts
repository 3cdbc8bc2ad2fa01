import type { WorkspaceId } from "#core/ids.ts";
import type { Application } from "#engine/application.ts";
import { createApplication } from "#engine/create-application.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import type { FreshReads } from "#engine/fresh-reads.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import type { AccountPorts } from "./accounts/account-ports.ts";
import { backupNote } from "#storage/backup/note-backup.ts";
import { createAccounts } from "./accounts/create-accounts.ts";
import { webhookSecrets } from "./accounts/webhook-settings.ts";
import { openAlerts } from "./alerts/open-alerts.ts";
import type { Operations } from "./catalog/open-operations.ts";
import { newBridges } from "./default-mapping.ts";
import type { Settings } from "./options.ts";
import { pageParts } from "./page-parts.ts";
import type { DescribedStore } from "./session.ts";
import type { Vendors } from "./vendors.ts";
import type { WayOut } from "./webhooks/way-out.ts";
import type { WorkflowParts } from "./workflow-parts.ts";

/** What a session has opened so far. */
export interface ApplicationSurroundings {
  readonly settings: Settings;
  readonly store: DescribedStore;
  readonly ports: EnginePorts;
  /** By which a network waits: real time, also in time lapse. */
  readonly patience: EnginePorts["clock"];
  readonly vendors: Vendors;
  readonly workspaceId: WorkspaceId;
  readonly accountPorts: AccountPorts;
  readonly fresh: FreshReads;
  readonly owner: string;
  readonly operations: Operations;
  readonly workflows: WorkflowParts;
  readonly wayOut: WayOut;
}

/** Everything that people and vendors can ask for, over what a session has opened. */
export function openApplication(around: ApplicationSurroundings): {
  readonly app: Application;
  readonly ingest: ReturnType<typeof createIngest>;
  readonly alerts: ReturnType<typeof openAlerts>;
} {
  const { settings, store, ports, patience, vendors, workspaceId, accountPorts, fresh, owner, operations, workflows, wayOut } = around;
  const { clock, random, log } = ports;
  const ingest = createIngest({
    store,
    clock,
    patience,
    random,
    log,
    watch: accountPorts.watch,
    verifiers: vendors.verifiers,
    secretsOf: (workspace, id) => webhookSecrets(store, { workspaceId: workspace, id }),
  });
  const accounts = createAccounts(accountPorts);
  const alerts = openAlerts(settings, { ...accountPorts, log, wayOut });
  const app: Application = createApplication({
    ports,
    workspaceId,
    ingest,
    accounts,
    alerts: alerts.parts,
    fresh,
    owner,
    makeBridge: (entity, given) => newBridges[entity](given),
    places: vendors.places,
    quotas: () => vendors.quotas(workspaceId),
    describeStore: () => store.describe(),
    measureStore: async () => ({ tables: await store.measure(), lastBackup: (await backupNote(store, workspaceId))?.made ?? null }),
    doctor: async () => (await import("./doctor.ts")).checkAll(settings, { app, ports, vendors, workspaceId }),
    pages: pageParts(settings, vendors, workspaceId),
    operations: operations(workspaceId),
    workflows,
  });
  return { app, ingest, alerts };
}
