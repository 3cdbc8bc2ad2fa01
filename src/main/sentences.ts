import type { JournalRow } from "#core/ports/store.ts";
import type { FieldLabel } from "#core/mapping/field-label.ts";
import { sentenceForEntry } from "#engine/explain/sentences.ts";

/** One journal entry as a sentence: lets the CLI, which does not know the engine, speak as the page does. */
export const sentenceOf = (row: JournalRow, label: FieldLabel): string => sentenceForEntry(row, label);
