import type pg from "pg";

/** Ids of all workspaces, in order. The client works as the owner. */
export async function workspaceIds(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>("SELECT workspace_id AS id FROM workspaces ORDER BY 1");
  return rows.map(({ id }) => id);
}

/** Lets the client see that workspace's rows and no other's. */
export const enterWorkspace = (client: pg.Client, workspaceId: string): Promise<unknown> =>
  client.query("SELECT set_config('highwire.workspace', $1, false)", [workspaceId]);
