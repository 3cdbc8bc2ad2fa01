import type { CommandSpec } from "./command-table.ts";

/** Conflicts that wait for a person, in the order of help. */
export const conflictCommands: readonly CommandSpec[] = [
  {
    path: "conflicts list",
    summary: "List conflicts that wait for a person.",
    examples: ["conflicts list"],
    flags: [{ flag: "--limit <number>", about: "At most so many. Default 50." }],
    load: async () => (await import("./commands/conflicts.ts")).list,
  },
  {
    path: "conflicts show",
    summary: "Show both values of one conflict.",
    examples: ["conflicts show <id>"],
    args: [{ name: "<id>", about: "Conflict." }],
    load: async () => (await import("./commands/conflicts.ts")).show,
  },
  {
    path: "conflicts resolve",
    summary: "Settle one conflict, or with --group all that have the same cause.",
    examples: [
      "conflicts resolve <id> --keep highlevel",
      "conflicts resolve <id> --keep highlevel --group",
      "conflicts resolve <id> --value '+1 212 555 0100'",
      "conflicts resolve <id> --link <record id>",
    ],
    args: [{ name: "<id>", about: "Conflict." }],
    flags: [
      { flag: "--keep <side>", about: "Whose value stands.", words: ["highlevel", "incident", "both"] },
      { flag: "--value <text>", about: "This value, on both sides." },
      { flag: "--link <record>", about: "Of several candidates, this record is meant." },
      { flag: "--answer <answer>", about: "For deletes, links and frozen fields.", words: ["keep", "delete", "unlink", "unfreeze"] },
      { flag: "--group", about: "The same answer for all conflicts with this one's cause: flow, kind and field." },
    ],
    load: async () => (await import("./commands/conflicts.ts")).resolve,
  },
];
