import { MASK } from "./masked-json.ts";

/** Names under which both vendors hand out what opens something. */
const secretName = /(?:token|secret|password|api_?key|authorization|signing_?key|credential)s?$/iu;
/** Places in lists are not secrets, though they are called so. */
const harmless = /^(?:pageToken|nextPageToken|page_token|next_page_token|idempotency_?key|deduplication_?key)$/iu;

/** A value with every text masked that stands under the name of a secret. All else is as it was. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, isSecret(name, inner) ? MASK : withoutSecrets(inner)]));
}

const isSecret = (name: string, value: unknown): boolean =>
  typeof value === "string" && value !== "" && secretName.test(name) && !harmless.test(name);
