import type { CommandSpec } from "./command-table.ts";

/** The audit, in the order of help. */
export const auditCommands: readonly CommandSpec[] = [
  {
    path: "audit list",
    summary: "List who did what, newest first.",
    examples: ["audit list", "audit list --all --limit 200 --json"],
    flags: [
      { flag: "--all", about: "Also what Highwire did by itself." },
      { flag: "--limit <number>", about: "At most so many. Default 50." },
    ],
    load: async () => (await import("./commands/audit.ts")).list,
  },
  {
    path: "audit verify",
    summary: "Prove by the hash chain that no entry of the journal was changed or removed.",
    examples: ["audit verify", "audit verify --json"],
    load: async () => (await import("./commands/audit.ts")).verify,
  },
  {
    path: "audit export",
    summary: "Write who did what to a file, one JSON document a line.",
    examples: ["audit export --out audit.ndjson", "audit export --all --out audit.ndjson"],
    flags: [
      { flag: "--all", about: "Also what Highwire did by itself." },
      { flag: "--out <file>", about: "A new file." },
    ],
    load: async () => (await import("./commands/audit.ts")).exportAudit,
  },
];
