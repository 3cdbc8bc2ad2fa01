import type { FieldPicker, OperationInput } from "#core/catalog/operation.ts";

/** The values that a field may take, as a list of the account tells them. */
export interface PickedValue {
  readonly value: string;
  readonly label: string;
}

export interface PickedValues {
  readonly values: readonly PickedValue[];
  /** Whether there may be more than are listed, which words find. */
  readonly searchable: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/** As many as people can look through; whoever does not find a value here types words, or the value. */
const MOST_VALUES = 200;

/**
 * The values of a list which have these words in them: as the vendor's own search finds them or, where it has none, as its pages show
 * them in the value, the label or what stands beside it, in any case of letters.
 *
 * @param read Asks for one page of the list.
 */
export async function pickValues(picker: FieldPicker, words: string, read: (input: OperationInput) => Promise<unknown>): Promise<PickedValues> {
  const sought = words.trim();
  const searchable = picker.words !== undefined || picker.pages !== undefined;
  const has = picker.words === undefined ? whatHas(sought.toLowerCase()) : () => true;
  const found: PickedValue[] = [];
  let after: unknown;
  for (let page = 0; page < (picker.pages?.most ?? 1); page += 1) {
    const answer = (await read(inputOf(picker, sought, after))) as Row | null;
    const rows = (answer?.[picker.list] ?? []) as readonly Row[];
    found.push(...valuesIn(rows, picker).filter(has));
    after = (answer?.["pagination_meta"] as Row | undefined)?.["after"];
    if (found.length >= MOST_VALUES || rows.length === 0 || typeof after !== "string") break;
  }
  return { values: found.slice(0, MOST_VALUES), searchable };
}

const whatHas =
  (sought: string) =>
  ({ value, label }: PickedValue): boolean =>
    value.toLowerCase().includes(sought) || label.toLowerCase().includes(sought);

function inputOf({ input, words, pages }: FieldPicker, sought: string, after: unknown): OperationInput {
  const asked = { ...input };
  if (pages !== undefined) asked.query = { ...asked.query, page_size: pages.size, ...(typeof after === "string" && { after }) };
  if (words !== undefined && sought !== "")
    asked[words.place] = { ...(asked[words.place] as object | undefined), [words.field]: sought.slice(0, words.most).toWellFormed() };
  return asked;
}

const valuesIn = (rows: readonly Row[], { value, label, beside, only }: FieldPicker): readonly PickedValue[] =>
  rows.flatMap((fields) => {
    const taken = fields[value];
    if (typeof taken !== "string" || (only !== undefined && fields[only.field] !== only.is)) return [];
    const shown = [fields[label], beside === undefined ? null : fields[beside]].filter((one) => typeof one === "string" && one !== "");
    return [{ value: taken, label: shown.length > 0 ? shown.join(" · ") : taken }];
  });
