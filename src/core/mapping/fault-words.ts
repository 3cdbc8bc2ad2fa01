import type { MappingFault, MappingIssue } from "./draft-row.ts";

const words: Readonly<Record<MappingFault, (about: string) => string>> = {
  "place-unknown": (about) => `${about} is no field that exists there now`,
  "place-taken": (about) => `${about} is in another row already`,
  "never-compatible": (about) => `${about} cannot hold these values`,
  "key-field-missing": (about) => `${about} is how a record is recognised, so it stays in the mapping`,
  "key-field-moved": (about) => `${about} is how a record is recognised, so it stays between these two fields`,
  "key-field-off": (about) => `${about} is how a record is recognised, so it cannot be turned off`,
  "key-field-transformed": (about) => `${about} is how a record is recognised, so it is told as it is`,
  "key-field-personal": (about) => `whether ${about} is personal is fixed`,
  consent: (about) => `${about} is a record of consent: Highwire reads it and never writes it`,
  "not-writable": (about) => `HighLevel does not let anybody write ${about}`,
  "only-on-create": (about) => `HighLevel takes ${about} only when the record is made`,
  "label-missing": () => "give the row a name",
  "name-missing": () => "one row must fill the name of the entry in incident.io",
  "transform-needs-text": (about) => `${about} is no text, so nothing can be done to its values on the way`,
  "transform-twice": (about) => `${about} is there twice`,
  "table-empty": () => "the table of values is empty",
  "table-value-missing": () => "a value is missing in the table",
  "table-repeats": () => "this value is in the table already",
  "fallback-empty": () => "say what to write in place of nothing",
  "fallback-in-table": () => "the text in place of nothing is a value of the table as well",
  "field-unknown": (about) => `${about} is no field of this mapping`,
};

/** What is wrong, for whoever reads no page. */
export const faultWords = ({ fault, about }: Pick<MappingIssue, "fault" | "about">): string => words[fault](about);
