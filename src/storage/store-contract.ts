import { afterAll, beforeAll, describe } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { activityContract } from "./store-contract/activity-contract.ts";
import { alertContract } from "./store-contract/alert-contract.ts";
import { accountContract } from "./store-contract/account-contract.ts";
import { claimContract } from "./store-contract/claim-contract.ts";
import { configurationContract } from "./store-contract/configuration-contract.ts";
import { conflictContract } from "./store-contract/conflict-contract.ts";
import { dashboardContract } from "./store-contract/dashboard-contract.ts";
import { eraseContract } from "./store-contract/erase-contract.ts";
import { directoryContract } from "./store-contract/directory-contract.ts";
import { ingestContract } from "./store-contract/ingest-contract.ts";
import { intentContract } from "./store-contract/intent-contract.ts";
import { journalContract } from "./store-contract/journal-contract.ts";
import { planContract } from "./store-contract/plan-contract.ts";
import { readContract } from "./store-contract/read-contract.ts";
import { responderContract } from "./store-contract/responder-contract.ts";
import { secretContract } from "./store-contract/secret-contract.ts";
import { settleContract } from "./store-contract/settle-contract.ts";
import { signalContract } from "./store-contract/signal-contract.ts";
import { smallStateContract } from "./store-contract/small-state-contract.ts";
import { textContract } from "./store-contract/text-contract.ts";
import { mappingContract } from "./store-contract/mapping-contract.ts";
import { viewsContract } from "./store-contract/views-contract.ts";
import { workflowContract } from "./store-contract/workflow-contract.ts";
import { workflowReadsContract } from "./store-contract/workflow-reads-contract.ts";

/** Opens an empty store. Called twice by the suite; each store is closed at the end. */
export type MakeStore = () => Promise<Store>;

/**
 * Registers what every `Store` must do, once, for each implementation. Tests share one store and keep apart by workspace; those about the
 * directory that spans workspaces have a store of their own.
 */
export function storeContract(name: string, makeStore: MakeStore): void {
  describe(name, () => {
    const shared = opened(makeStore);
    describe("configuration", () => configurationContract(shared));
    describe("secrets", () => secretContract(shared));
    describe("people", () => accountContract(shared));
    describe("alerts", () => alertContract(shared));
    describe("ingest and marks", () => ingestContract(shared));
    describe("claims", () => claimContract(shared));
    describe("intents", () => intentContract(shared));
    describe("settlements", () => settleContract(shared));
    describe("conflicts", () => conflictContract(shared));
    describe("reads", () => readContract(shared));
    describe("journal", () => journalContract(shared));
    describe("activity", () => activityContract(shared));
    describe("erasure", () => eraseContract(shared));
    describe("plans", () => planContract(shared));
    describe("pages of incidents", () => responderContract(shared));
    describe("small state", () => smallStateContract(shared));
    describe("saved views", () => viewsContract(shared));
    describe("dashboards", () => dashboardContract(shared));
    describe("workflows", () => workflowContract(shared));
    describe("what is told to runs", () => signalContract(shared));
    describe("what is told of runs", () => workflowReadsContract(shared));
    describe("former mappings", () => mappingContract(shared));
    describe("odd texts", () => textContract(shared));
    describe("directory across workspaces", () => directoryContract(opened(makeStore)));
  });
}

function opened(makeStore: MakeStore): () => Store {
  let store: Store;
  beforeAll(async () => {
    store = await makeStore();
  });
  afterAll(async () => store.close());
  return () => store;
}
