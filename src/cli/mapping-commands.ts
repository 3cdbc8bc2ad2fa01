import type { CommandSpec } from "./command-table.ts";

const flowArg = { name: "<flow>", about: "contacts, tasks or notes; or another flow, with --bridge." } as const;
const bridgeFlag = { flag: "--bridge <id>", about: "Which bridge of the flow; default the first whose fields can be chosen." } as const;
const planFlag = { flag: "--plan <id>", about: "The plan that was made with this mapping; needed for a flow that writes." } as const;
const noteFlag = { flag: "--note <text>", about: "What the change is for, kept with the version." } as const;

/** Which field goes where. */
export const mappingCommands: readonly CommandSpec[] = [
  {
    path: "mapping show",
    summary: "Show which field of HighLevel goes into which attribute of incident.io, and how.",
    args: [flowArg],
    examples: ["mapping show contacts", "mapping show contacts --json"],
    flags: [bridgeFlag],
    load: async () => (await import("./commands/mapping.ts")).mappingShow,
  },
  {
    path: "mapping set",
    summary: "Save a mapping from a file, in the form that `mapping show --json` prints; shows a plan first where the flow writes.",
    args: [flowArg],
    examples: ["mapping set contacts --file mapping.json", "mapping set contacts --file mapping.json --plan <id>"],
    flags: [bridgeFlag, { flag: "--file <file>", about: "JSON file with the rows." }, planFlag, noteFlag],
    load: async () => (await import("./commands/mapping.ts")).mappingSet,
  },
  {
    path: "mapping versions",
    summary: "List former mappings with what each changed, newest first.",
    args: [flowArg],
    examples: ["mapping versions contacts"],
    flags: [bridgeFlag],
    load: async () => (await import("./commands/mapping.ts")).mappingVersions,
  },
  {
    path: "mapping restore",
    summary: "Save a former mapping again, as the next version; shows a plan first where the flow writes.",
    args: [flowArg],
    examples: ["mapping restore contacts --number 2", "mapping restore contacts --number 2 --plan <id>"],
    flags: [bridgeFlag, { flag: "--number <number>", about: "Which version, as `mapping versions` lists it." }, planFlag, noteFlag],
    load: async () => (await import("./commands/mapping.ts")).mappingRestore,
  },
];
