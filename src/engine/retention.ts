import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import { mayKeepFor, RETENTION, retentionFrom, retentionKinds, retentionRules, type RetentionDays } from "#core/policy/retention.ts";
import type { Store } from "#core/ports/store.ts";
import { canonicalJson, objectIn } from "#lib/json.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { personEntry } from "./person-entry.ts";

/** How many days each kind of rows is kept in this workspace once it is over. */
export const retentionOf = async (store: Pick<Store, "choice">, workspaceId: WorkspaceId): Promise<RetentionDays> =>
  retentionFrom(objectIn((await store.choice(workspaceId, RETENTION)) ?? "{}"));

/** Changes that; what is left out stays. What is over by then goes with the next daily round. Throws `HW_REQUEST_INVALID` naming kind and range. */
export async function keepFor(
  { store, clock }: EnginePorts,
  workspaceId: WorkspaceId,
  wanted: Partial<RetentionDays>,
  who: string,
): Promise<RetentionDays> {
  for (const kind of retentionKinds) {
    const days = wanted[kind];
    const { least, most } = retentionRules[kind];
    if (days !== undefined && !mayKeepFor(kind, days))
      throw new HighwireError("HW_REQUEST_INVALID", { field: kind, detail: `${kind}: choose from ${String(least)} to ${String(most)} days` });
  }
  const before = await retentionOf(store, workspaceId);
  const next = { ...before, ...wanted };
  if (canonicalJson(next) === canonicalJson(before)) return before;
  await store.saveChoice(workspaceId, RETENTION, JSON.stringify(next));
  const changed = retentionKinds.filter((kind) => next[kind] !== before[kind]);
  const detail = { kept: changed.map((kind) => `${kind} ${String(before[kind])} → ${String(next[kind])}`) };
  await store.appendJournal(workspaceId, [personEntry("config", who, detail)], clock.now());
  return next;
}
