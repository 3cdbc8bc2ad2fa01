import type { CommandSpec } from "./command-table.ts";

const operationArg = { name: "<id>", about: "Its id, as `catalog search` lists it." } as const;

/** The catalog of operations, in the order of help. */
export const catalogCommands: readonly CommandSpec[] = [
  {
    path: "catalog search",
    summary: "Find actions and triggers of both vendors in plain words.",
    examples: ["catalog search add tag", "catalog search task --vendor highlevel --effect write", "catalog search --kind trigger --json"],
    args: [{ name: "[words...]", about: "Plain words; all of them must fit." }],
    flags: [
      { flag: "--vendor <vendor>", about: "Only this vendor's.", words: ["highlevel", "incident", "highwire"] },
      { flag: "--kind <kind>", about: "Only what is done, or only what begins a run.", words: ["action", "trigger"] },
      { flag: "--effect <effect>", about: "Only actions that do this.", words: ["read", "write", "delete"] },
      { flag: "--limit <number>", about: "At most so many. Default 20." },
    ],
    load: async () => (await import("./commands/catalog.ts")).search,
  },
  {
    path: "catalog show",
    summary: "Show what one action or trigger takes, gives, costs and needs.",
    examples: ["catalog show highlevel.contacts.add-tags", "catalog show incident.incidents-v2.create --json"],
    args: [operationArg],
    load: async () => (await import("./commands/catalog.ts")).show,
  },
  {
    path: "catalog count",
    summary: "Count actions and triggers by vendor and by how far they are proven.",
    examples: ["catalog count", "catalog count --json"],
    load: async () => (await import("./commands/catalog.ts")).count,
  },
  {
    path: "catalog try",
    summary: "Run one action: in a practice sandbox, unless you ask for a connected account.",
    examples: [
      "catalog try highlevel.contacts.create-task",
      "catalog try incident.severities-v1.list --at account",
      "catalog try highlevel.contacts.add-tags --with tags.json --at account --confirm <connection>",
    ],
    args: [operationArg],
    flags: [
      { flag: "--with <file>", about: "JSON with path, query and body; - reads standard input. Default: the action's example." },
      { flag: "--at <place>", about: "Where to run it. Default: practice.", words: ["practice", "account"] },
      { flag: "--connection <id>", about: "Which account; needed only when there are several." },
      { flag: "--confirm <name>", about: "Name of the connection, typed, to change something at a real account." },
    ],
    load: async () => (await import("./commands/catalog-try.ts")).tryOperation,
  },
];
