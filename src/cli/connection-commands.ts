import type { CommandSpec } from "./command-table.ts";

/** Accounts at the vendors, in the order of help. */
export const connectionCommands: readonly CommandSpec[] = [
  {
    path: "connect highlevel",
    summary: "Connect a HighLevel sub-account by its private integration token.",
    examples: ["connect highlevel --location <id> --token-file token.txt", "connect highlevel --location <id> --token-file - < token.txt"],
    flags: [
      { flag: "--location <id>", about: "Location id, or the address of the sub-account's page that holds it." },
      { flag: "--token-file <file>", about: "File that holds the token; - reads it from standard input." },
      { flag: "--name <name>", about: "What to call the connection. Default: the sub-account's name." },
      { flag: "--base-url <url>", about: "Another API address, such as a sandbox's." },
    ],
    load: async () => (await import("./commands/connect.ts")).connectHighLevel,
  },
  {
    path: "connect incident",
    summary: "Connect incident.io by an API key.",
    examples: ["connect incident --token-file key.txt", "connect incident --token-file - < key.txt"],
    flags: [
      { flag: "--token-file <file>", about: "File that holds the API key; - reads it from standard input." },
      { flag: "--webhook-secret-file <file>", about: "File that holds the webhook's signing secret (whsec_…)." },
      { flag: "--name <name>", about: "What to call the connection. Default: the key's name." },
      { flag: "--base-url <url>", about: "Another API address, such as a sandbox's." },
    ],
    load: async () => (await import("./commands/connect.ts")).connectIncident,
  },
  {
    path: "connections list",
    summary: "List connected accounts.",
    examples: ["connections list", "connections list --json"],
    load: async () => (await import("./commands/connections.ts")).list,
  },
  {
    path: "connections test",
    summary: "Read something with each account's credential.",
    examples: ["connections test", "connections test <id>"],
    args: [{ name: "[id]", about: "Connection; default all." }],
    load: async () => (await import("./commands/connections.ts")).test,
  },
  {
    path: "connections pause",
    summary: "Stop all calls to one account; its work waits.",
    examples: ["connections pause <id>"],
    args: [{ name: "<id>", about: "Connection." }],
    load: async () => (await import("./commands/connections.ts")).pause,
  },
  {
    path: "connections resume",
    summary: "Let a paused account go on.",
    examples: ["connections resume <id>"],
    args: [{ name: "<id>", about: "Connection." }],
    load: async () => (await import("./commands/connections.ts")).resume,
  },
];
