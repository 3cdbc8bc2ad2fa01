/** Stands in an id for every record that fits the rest of it. */
export const ANY = "*";

/** The id of many that names such a record whatever its incident; null for the id of a record that hangs on none. */
export function manyNaming(id: string): string | null {
  const [, ...rest] = id.split("/");
  return rest.length < 2 ? null : [ANY, ...rest].join("/");
}

/** True for an id that names many records, such as `<incident>/*`, as events do that cannot tell which records they are about. */
export const namesMany = (id: string): boolean => id.split("/").includes(ANY);
