import type { OperationInput } from "#core/catalog/operation.ts";
import { filledPath } from "#vendors/transport/operation-path.ts";

/** Path and query of a request. Lists repeat their name, objects put their keys in brackets: `status[one_of]=…`. */
export function requestTarget(template: string, { path = {}, query = {} }: OperationInput): string {
  const filled = filledPath(template, Object.fromEntries(Object.entries(path).map(([name, value]) => [name, String(value)])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) append(search, name, value);
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

function append(search: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) for (const item of value) append(search, name, item);
  else if (typeof value === "object") for (const [key, item] of Object.entries(value)) append(search, `${name}[${key}]`, item);
  else search.append(name, String(value));
}
