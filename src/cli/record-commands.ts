import type { CommandSpec } from "./command-table.ts";
import { bridgeFlag } from "./bridge-commands.ts";

const queryArg = { name: "<query>", about: "E-mail, phone, part of a name, or an id of either side." } as const;

/** What is written, and what is kept of one person, in the order of help. */
export const recordCommands: readonly CommandSpec[] = [
  {
    path: "plan",
    summary: "Show what a run would write, before it writes anything.",
    examples: ["plan", "plan --out plan.json", "plan --exit-code --json"],
    flags: [
      bridgeFlag,
      { flag: "--out <file>", about: "Keep the plan in a file for `highwire apply`." },
      { flag: "--exit-code", about: "End with 6 when there is something to write, 7 when something needs a person." },
      { flag: "--all", about: "Also list records that need no write." },
    ],
    load: async () => (await import("./commands/plan.ts")).plan,
  },
  {
    path: "apply",
    summary: "Carry out exactly one kept plan; records that changed since are left alone.",
    examples: ["apply plan.json"],
    args: [{ name: "<file>", about: "File made by `highwire plan --out`." }],
    load: async () => (await import("./commands/apply.ts")).apply,
  },
  {
    path: "sync contact",
    summary: "Bring one contact into step now.",
    examples: ["sync contact ada@example.com"],
    args: [queryArg],
    load: async () => (await import("./commands/contact.ts")).syncContact,
  },
  {
    path: "why",
    summary: "Tell why a contact, a task or anything else was written or left alone, or what an applied plan wrote.",
    examples: ["why ada@example.com", "why +12125550100 --json", "why <task id>", "why <plan>"],
    args: [queryArg],
    load: async () => (await import("./commands/contact.ts")).why,
  },
  {
    path: "erase",
    summary: "Remove every value kept of a person, and leave them alone from then on.",
    examples: ["erase ada@example.com", "erase ada@example.com --yes"],
    args: [{ name: "<contact>", about: "Their e-mail, phone, name, or an id." }],
    flags: [{ flag: "--yes", about: "Really do it; without it, only what would be erased is told." }],
    load: async () => (await import("./commands/erase.ts")).erase,
  },
  {
    path: "export",
    summary: "Write everything that is kept of a person into a file, to hand over to them.",
    examples: ["export ada@example.com --out ada.json"],
    args: [{ name: "<contact>", about: "Their e-mail, phone, name, or an id." }],
    flags: [{ flag: "--out <file>", about: "Where to; only you may read it." }],
    load: async () => (await import("./commands/export-person.ts")).exportPerson,
  },
  {
    path: "undo",
    summary: "Take an applied plan back, for all that nobody has changed since; without a plan, list those that were applied.",
    examples: ["undo", "undo <plan> --dry-run", "undo <plan>"],
    args: [{ name: "[plan]", about: "Id of the plan." }],
    flags: [
      { flag: "--dry-run", about: "Only say what would be taken back." },
      { flag: "--limit <number>", about: "Plans to list at most. Default 20." },
    ],
    load: async () => (await import("./commands/undo.ts")).undo,
  },
];
