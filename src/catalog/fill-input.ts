import { HighwireError } from "#core/errors.ts";
import type { OperationOutcome } from "#core/catalog/operation-port.ts";
import type { OperationInput } from "#core/catalog/operation.ts";
import { curatedEntries } from "./curated/all-entries.ts";
import { samples } from "./curated/samples.ts";

/** What names in angle brackets are filled from. */
export interface FillFrom {
  /** Runs an operation where the input is to be used. */
  readonly run: (operationId: string, input: OperationInput) => Promise<OperationOutcome>;
  /** HighLevel's location; null for incident.io. */
  readonly locationId: string | null;
  /** Letters and digits that nothing else has. */
  readonly word: () => string;
}

const named = /<([a-z-]+)>/gu;

/**
 * An input with its names in angle brackets filled: by running the operations whose answers hold what they mean, each at most once for one
 * input. Throws what those runs fail with, and `HW_REQUEST_INVALID` for a name that means nothing.
 */
export async function fillInput(input: OperationInput, from: FillFrom): Promise<OperationInput> {
  return (await filled(input, from, new Map())) as OperationInput;
}

type Known = Map<string, Promise<string>>;

async function filled(value: unknown, from: FillFrom, known: Known): Promise<unknown> {
  if (typeof value === "string") return filledText(value, from, known);
  if (Array.isArray(value)) return Promise.all(value.map((item) => filled(item, from, known)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([key, inner]) => [key, await filled(inner, from, known)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function filledText(text: string, from: FillFrom, known: Known): Promise<string> {
  const names = [...text.matchAll(named)].map(([, name = ""]) => name);
  let result = text;
  for (const name of names) result = result.replace(`<${name}>`, await valueOf(name, from, known));
  return result;
}

async function valueOf(name: string, from: FillFrom, known: Known): Promise<string> {
  if (name === "new") return from.word();
  if (name === "location") return from.locationId ?? "";
  const found = known.get(name) ?? sampled(name, from, known);
  known.set(name, found);
  return found;
}

async function sampled(name: string, from: FillFrom, known: Known): Promise<string> {
  const sample = samples[name];
  if (sample === undefined) throw new HighwireError("HW_REQUEST_INVALID", { field: name, detail: `nothing is called <${name}>` });
  const example = curatedEntries[sample.operationId]?.example ?? {};
  const outcome = await from.run(sample.operationId, (await filled(example, from, known)) as OperationInput);
  if (outcome.kind !== "done") throw outcome.error;
  const found = sample.take.split(".").reduce<unknown>((place, key) => (place as Record<string, unknown> | undefined)?.[key], outcome.output);
  if (typeof found === "string") return found;
  throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: name, detail: `there is no ${name.replaceAll("-", " ")} here yet` });
}
