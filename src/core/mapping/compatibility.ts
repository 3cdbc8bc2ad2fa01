import type { FieldKind } from "../record/canonical.ts";
import type { Place, PlaceType } from "./places.ts";

/** Why two places cannot hold the same values, or what to look out for. */
export type CompatibilityNote =
  | "list-and-single"
  | "not-supported"
  | "types-differ"
  | "must-be-number"
  | "must-be-yes-or-no"
  | "formatting-is-dropped"
  | "written-as-text";

/** `fits`; `converts`: with a caveat, which the note says; `never`. */
export type Compatibility =
  | { readonly light: "fits"; readonly kind: FieldKind }
  | { readonly light: "converts"; readonly kind: FieldKind; readonly note: CompatibilityNote }
  | { readonly light: "never"; readonly note: CompatibilityNote };

const kinds: Readonly<Record<Exclude<PlaceType, "other">, FieldKind>> = {
  text: "text",
  "rich-text": "text",
  name: "name",
  email: "email",
  phone: "phone",
  url: "url",
  number: "number",
  boolean: "boolean",
  date: "date",
  list: "set",
};

/** How values of a place are compared; null where nothing can be made of them. */
export const kindOfType = (type: PlaceType): FieldKind | null => (type === "other" ? null : kinds[type]);

const never = (note: CompatibilityNote): Compatibility => ({ light: "never", note });

/** Whether a place of HighLevel and one of incident.io can hold the same values, and as values of which kind. */
export function compatibilityOf(left: Pick<Place, "type">, right: Pick<Place, "type">): Compatibility {
  if (left.type === "other" || right.type === "other") return never("not-supported");
  const kind = kinds[left.type];
  if ((left.type === "list") !== (right.type === "list")) return never("list-and-single");
  switch (right.type) {
    case "number":
      return left.type === "number" ? { light: "fits", kind } : textInto(left.type, "number", "must-be-number");
    case "boolean":
      return left.type === "boolean" ? { light: "fits", kind } : textInto(left.type, "boolean", "must-be-yes-or-no");
    case "rich-text":
      return left.type === "number" || left.type === "boolean" ? never("types-differ") : { light: "converts", kind, note: "formatting-is-dropped" };
    default:
      return left.type === "number" || left.type === "boolean" ? { light: "converts", kind, note: "written-as-text" } : { light: "fits", kind };
  }
}

function textInto(left: PlaceType, kind: FieldKind, note: CompatibilityNote): Compatibility {
  return left === "text" ? { light: "converts", kind, note } : never("types-differ");
}
