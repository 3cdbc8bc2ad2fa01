import type { FieldGroup, JsonSchema } from "#core/catalog/operation.ts";

/** What is needed first, then what may be left out; a body that is no object is one field. */
export function fieldGroups(input: JsonSchema): readonly FieldGroup[] {
  const needed: string[] = [];
  const more: string[] = [];
  for (const [place, schema] of Object.entries(input.properties ?? {})) {
    const names = Object.keys(schema.properties ?? {});
    if (names.length === 0 && place === "body") needed.push(place);
    for (const name of names) (schema.required?.includes(name) === true ? needed : more).push(`${place}.${name}`);
  }
  return [
    ...(needed.length > 0 ? [{ title: "Needed", fields: needed }] : []),
    ...(more.length > 0 ? [{ title: "More, if you like", fields: more }] : []),
  ];
}
