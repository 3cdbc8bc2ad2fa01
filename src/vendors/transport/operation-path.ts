import { must } from "#lib/must.ts";

type Placeholders<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;

/** Values of the `{name}` parts of a path template, each a text that is encoded when it is put in. */
export type PathValues<Template extends string> = Readonly<Record<Placeholders<Template>, string>>;

/** A path template with its values in place. Throws a `TypeError` when one is missing. */
export function filledPath(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/gu, (_whole, name: string) => encodeURIComponent(must(values[name], name)));
}
