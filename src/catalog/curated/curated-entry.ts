import type { OperationInput } from "#core/catalog/operation.ts";

/** What people write about an operation, beside what its document says. */
export interface CuratedEntry {
  readonly object: string;
  readonly title: string;
  readonly sentence: string;
  /** Runs against the sandbox as it stands: names in angle brackets are filled by `samples.ts`. */
  readonly example: OperationInput;
}

export type CuratedTable = Readonly<Record<string, CuratedEntry>>;

/** An entry of one object. */
export const about =
  (object: string) =>
  (title: string, sentence: string, example: OperationInput = {}): CuratedEntry => ({ object, title, sentence, example });
