import type { WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { causeWords } from "../explain/sentences.ts";

/** Tells who acted as people say it: by name for whoever has an account here. What is kept of a deed holds no names (P5), so they are looked up. */
export async function whoNames(store: Pick<Store, "accounts">, workspaceId: WorkspaceId): Promise<(cause: string) => string> {
  const people = await store.accounts.find(workspaceId, "people", { where: [] });
  const names = new Map(people.map(({ id, name }) => [`person user:${String(id)}`, String(name)]));
  return (cause) => names.get(cause) ?? causeWords(cause);
}
