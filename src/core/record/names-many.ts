/** Stands in an id for every record that fits the rest of it. */
export const ANY = "*";

/** True for an id that names many records, such as `<incident>/*`, as events do that cannot tell which records they are about. */
export const namesMany = (id: string): boolean => id.split("/").includes(ANY);
