import type { FastifyInstance } from "fastify";
import { firstSetup, setupChange, setupState, type SetupState } from "#contract/setup.ts";
import type { Application } from "#engine/application.ts";
import { isObject, parseJson } from "#lib/json.ts";
import { checked } from "./problem.ts";

/** Name of the cursor that keeps it. Like other places that were come to, a backup leaves it out. */
const KEPT = "setup";

/** `/api/v1/setup/state`: how far the guided set-up has come. */
export async function setupRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  server.get("/setup/state", async () => stateOf(app));
  server.post("/setup/state", async (request) => {
    const change = checked(setupChange, request.body);
    const state = setupState.parse({ ...(await stateOf(app)), ...change });
    await app.store.saveCursor(app.workspaceId, KEPT, JSON.stringify(state));
    return state;
  });
}

/** What was kept, with the first choice where an older version asked for none; from the beginning when nothing was kept. */
async function stateOf({ store, workspaceId }: Application): Promise<SetupState> {
  const kept = await store.cursor(workspaceId, KEPT);
  const parsed = kept === null ? null : parseJson(kept);
  const state = setupState.safeParse(parsed?.kind === "parsed" && isObject(parsed.value) ? { ...firstSetup, ...parsed.value } : null);
  return state.success ? state.data : firstSetup;
}
