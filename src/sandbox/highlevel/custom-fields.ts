/** A custom field's definition, as the API shows it (facts, section 6). */
export interface CustomFieldDefinition {
  readonly id: string;
  readonly name: string;
  readonly fieldKey: string;
  readonly dataType: string;
  readonly locationId: string;
  readonly model: "contact" | "opportunity";
  readonly position: number;
  readonly placeholder: string;
  readonly picklistOptions: readonly string[];
  readonly picklistImageOptions: readonly string[];
  readonly isAllowedCustomOption: boolean;
  readonly isMultiFileAllowed: boolean;
  readonly maxFileLimit: number;
  /** Rows of a TEXTBOX_LIST: its values are keyed by these ids. */
  readonly textBoxListOptions?: readonly { readonly id: string; readonly label: string }[];
}

/** `MONETORY` is the vendor's spelling. */
export const dataTypes: ReadonlySet<string> = new Set([
  "TEXT",
  "LARGE_TEXT",
  "NUMERICAL",
  "PHONE",
  "MONETORY",
  "CHECKBOX",
  "SINGLE_OPTIONS",
  "MULTIPLE_OPTIONS",
  "DATE",
  "TEXTBOX_LIST",
  "FILE_UPLOAD",
  "RADIO",
  "EMAIL",
]);

/** Key of a field by its name, unique among those given: `contact.plan`, `contact.plan_2` … */
export function fieldKeyOf(model: string, name: string, taken: ReadonlySet<string>): string {
  const stem = `${model}.${
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "_")
      .replace(/^_+|_+$/gu, "") || "field"
  }`;
  let key = stem;
  for (let copy = 2; taken.has(key); copy += 1) key = `${stem}_${String(copy)}`;
  return key;
}

/** A value as the vendor keeps it for the field's type; undefined when it keeps nothing of it (facts, section 13). */
export function storedValue(field: CustomFieldDefinition, sent: unknown): unknown {
  switch (field.dataType) {
    case "NUMERICAL":
    case "MONETORY":
      return storedNumber(sent);
    case "CHECKBOX":
    case "MULTIPLE_OPTIONS":
      return storedList(sent);
    case "FILE_UPLOAD":
      return isPlainObject(sent) && Object.keys(sent).length > 0 ? sent : undefined;
    case "TEXTBOX_LIST":
      return storedRows(field, sent);
    default:
      return typeof sent === "string" ? sent : typeof sent === "number" || typeof sent === "boolean" ? String(sent) : undefined;
  }
}

function storedNumber(sent: unknown): number | undefined {
  const number = typeof sent === "string" && sent.trim() !== "" ? Number(sent) : sent;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function storedList(sent: unknown): readonly string[] | undefined {
  const items = (Array.isArray(sent) ? sent : [sent]).filter((item): item is string => typeof item === "string" && item !== "");
  return items.length > 0 ? items : undefined;
}

function storedRows(field: CustomFieldDefinition, sent: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isPlainObject(sent)) return undefined;
  const rows = new Set((field.textBoxListOptions ?? []).map(({ id }) => id));
  const kept = Object.entries(sent).filter(([id]) => rows.has(id));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
