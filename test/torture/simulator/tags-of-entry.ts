import { shownText, type Shown } from "#main/demo/compare-sides.ts";

/** The tags that a catalog entry of a contact shows. */
export function tagsOfEntry(entry: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const values = entry?.["attribute_values"] as Readonly<Record<string, { readonly array_value?: readonly Shown[] }>> | undefined;
  return (values?.["hw_tags"]?.array_value ?? []).map(shownText);
}
