import type pg from "pg";
import { objectIn } from "#lib/json.ts";
import { RETENTION, retentionFrom, retentionKinds, retentionRules, type RetentionDays } from "#core/policy/retention.ts";
import { enterWorkspace, workspaceIds } from "./each-workspace.ts";

/** Every workspace with how long it keeps each kind of rows. The client works as the owner, one workspace at a time. */
export async function keptDays(client: pg.Client): Promise<ReadonlyMap<string, RetentionDays>> {
  const found = new Map<string, RetentionDays>();
  for (const id of await workspaceIds(client)) {
    await enterWorkspace(client, id);
    const { rows: kept } = await client.query<{ value: string }>("SELECT value FROM choices WHERE workspace_id = $1 AND name = $2", [id, RETENTION]);
    found.set(id, retentionFrom(objectIn(kept[0]?.value ?? "{}")));
  }
  return found;
}

/** What is dropped for all workspaces together is kept as long as the longest of them wants, and no shorter than without a choice. */
export function longestKept(all: Iterable<RetentionDays>): RetentionDays {
  const defaults = Object.fromEntries(retentionKinds.map((kind) => [kind, retentionRules[kind].days])) as Record<keyof RetentionDays, number>;
  for (const days of all) for (const kind of retentionKinds) defaults[kind] = Math.max(defaults[kind], days[kind]);
  return defaults;
}
