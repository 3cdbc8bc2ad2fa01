import type { CommandSpec } from "./command-table.ts";

/** Share links of incidents' pages, in the order of help. */
export const linkCommands: readonly CommandSpec[] = [
  {
    path: "link create",
    summary: "Make a link that opens one incident's page to whoever has it, only to look, for some hours.",
    examples: ["link create --incident INC-12", "link create --incident <id> --hours 24"],
    flags: [
      { flag: "--incident <id>", about: "Its reference, its incident.io id, or the id of its page." },
      { flag: "--hours <number>", about: "How long it opens, at most 72 and a day after the incident is over. Default 4." },
    ],
    load: async () => (await import("./commands/link.ts")).create,
  },
  {
    path: "link list",
    summary: "List share links that still open.",
    examples: ["link list", "link list --json"],
    load: async () => (await import("./commands/link.ts")).list,
  },
  {
    path: "link revoke",
    summary: "End a share link, and with it whoever came by it.",
    examples: ["link revoke <id>"],
    args: [{ name: "<id>", about: "Link." }],
    load: async () => (await import("./commands/link.ts")).revoke,
  },
];
