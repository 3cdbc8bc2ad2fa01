import type { Badge, JsonSchema, OperationEffect } from "#core/catalog/operation.ts";
import type { OperationRow } from "./operation-facts.ts";

/** What an operation is, as far as its method and path tell. */
export type Nature = Pick<OperationRow, "id" | "method" | "path">;

/** Reads in spite of their method: all they do is look. */
const searches = /\/(search|filter-by-email)$/u;
/** Deletions in spite of their method. */
const deletions = /\/(bulk-delete|delete-files)$/u;

export function effectOf({ method, path }: Nature): OperationEffect {
  if (method === "GET") return "read";
  if (method === "DELETE" || deletions.test(path)) return "delete";
  return method === "POST" && searches.test(path) ? "read" : "write";
}

/** Operations whose answers are credentials, or that take any: Highwire looks after those itself, and shows none. */
const aboutCredentials = /^(highlevel\.oauth\.|incident\.api-keys-v1\.(create|rotate)|incident\.secrets-v2\.)/u;

/** Why an operation is shown and not run; null for those that are run. */
export function notRunnable({ id, encoding }: OperationRow): string | null {
  if (aboutCredentials.test(id)) return "It handles credentials, which Highwire looks after itself and never shows.";
  if (encoding === "multipart/form-data") return "It takes a file, and Highwire sends no files yet.";
  return encoding === undefined ? null : "It takes a form, and Highwire sends JSON only.";
}

/** An entry that somebody wrote up comes with a test against the sandbox; the rest is held to the vendor's document. */
export function badgeOf(row: OperationRow, isCurated: boolean): Badge {
  if (notRunnable(row) !== null) return "documented";
  return isCurated ? "tested" : "validated";
}

/** Name of the body's field for an idempotency key; null where the document has none. */
export function idempotencyField({ method }: Pick<Nature, "method">, input: JsonSchema): string | null {
  if (method !== "POST") return null;
  const names = Object.keys(input.properties?.["body"]?.properties ?? {});
  return names.find((name) => name === "idempotency_key" || name === "idempotencyKey" || name === "deduplication_key") ?? null;
}

/** Writes by POST that say what is to be there and not what is to be done: what is there already stays as it is. */
const settingValues: ReadonlySet<string> = new Set([
  "highlevel.contacts.add-tags",
  "highlevel.contacts.create-association",
  "highlevel.contacts.add-followers-contact",
  "highlevel.contacts.add-remove-contact-from-business",
  "highlevel.opportunities.add-followers-opportunity",
  "incident.alerts-v2.add-tags",
  "incident.alerts-v2.remove-tags",
  "incident.alerts-v2.set-tags",
]);

/** PUTs that make something anew where the input names no id, or that put something beside what is there. */
const makesAgain = /\.(?:fb|google|li)-upsert-|\.add-message-attachments$/u;

const setsValues = ({ id, method, path }: Nature): boolean =>
  settingValues.has(id) || path.endsWith("/upsert") || (method === "PUT" && !makesAgain.test(id));

/** What doing an operation twice means, and whether that is safe after a lost answer. */
export function repeatOf(facts: Nature, hasKey: boolean): { readonly repeat: string; readonly repeatable: boolean } {
  switch (effectOf(facts)) {
    case "read":
      return { repeat: "Only looks: running it again changes nothing.", repeatable: true };
    case "delete":
      return { repeat: "Once it is gone, running it again finds nothing to delete.", repeatable: true };
    case "write":
      break;
  }
  if (hasKey) return { repeat: "Carries a key, so that the vendor does it once however often it is sent.", repeatable: true };
  if (setsValues(facts)) return { repeat: "Sets values: running it again leaves the same result.", repeatable: true };
  return { repeat: "Running it again does it again; after a lost answer Highwire does not repeat it by itself.", repeatable: false };
}

/** Limits that single operations have beside their account's. */
const ownLimits: Readonly<Record<string, string>> = {
  "POST /v2/escalations": "One call; at most 60 of these a minute.",
  "POST /v2/status_page_retrospective_incidents": "One call; at most 5 of these a second.",
};

export function costOf({ id, method, path }: Nature): string {
  const own = ownLimits[`${method} ${path}`];
  if (own !== undefined) return own;
  return id.startsWith("highlevel.")
    ? "One call of the account's 100 in 10 seconds, and of its 200,000 a day."
    : "One call of the key's 1,200 a minute.";
}
