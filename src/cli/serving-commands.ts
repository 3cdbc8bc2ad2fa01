import type { CommandSpec } from "./command-table.ts";

/** What serves, and what shows it without an account, in the order of help. */
export const servingCommands: readonly CommandSpec[] = [
  {
    path: "start",
    summary: "Start Highwire: with nothing connected yet, over two built-in sandboxes.",
    serves: true,
    examples: ["start", "start --port 8080", "start --no-sandbox"],
    flags: [
      { flag: "--sandbox", about: "Run over the built-in sandboxes even though accounts are connected." },
      { flag: "--no-sandbox", about: "Never start sandboxes; serve the page so that accounts can be connected." },
      { flag: "--contacts <number>", about: "Sample contacts in the sandbox. Default 60." },
      { flag: "--no-simulated-person", about: "Do not let an invented person edit contacts in the sandbox." },
    ],
    load: async () => (await import("./commands/start.ts")).start,
  },
  {
    path: "worker",
    summary: "Start one more worker against the same PostgreSQL, without a server.",
    serves: true,
    examples: ["worker"],
    load: async () => (await import("./commands/worker.ts")).worker,
  },
  {
    path: "demo",
    summary: "Prove the synchronisation: sandboxes, real limits, 500 contacts, 500 edits, lost and repeated webhooks.",
    serves: true,
    examples: ["demo --exit", "demo --exit --json --seed 7", "demo --flows all --exit --json", "demo"],
    flags: [
      { flag: "--exit", about: "Run headless, compare both sides, print the result and end." },
      {
        flag: "--flows <flows>",
        about: "Contacts alone, or also a week of incidents through every kind of bridge. Default: contacts.",
        words: ["contacts", "all"],
      },
      { flag: "--contacts <number>", about: "Contacts to begin with. Default 500; 300 with all flows." },
      { flag: "--edits <number>", about: "Edits of contacts on both sides. Default 500; 100 with all flows." },
      { flag: "--incidents <number>", about: "Incidents of the week. Default 40." },
      { flag: "--events <number>", about: "Events of tasks, notes and appointments in the week. Default 1000." },
      { flag: "--seed <number>", about: "Seed of contacts, edits and faults. Default 1." },
      {
        flag: "--speed <number>",
        about:
          "With --exit: how many times as fast as real time the clock runs, for the vendors' limits as for Highwire. Default 1; 4 with all flows.",
      },
    ],
    load: async () => (await import("./commands/demo.ts")).demo,
  },
  {
    path: "sandbox",
    summary: "Run only the two emulators, for tests and for trying the vendors' APIs.",
    examples: ["sandbox", "sandbox --contacts 200 --json"],
    flags: [
      { flag: "--contacts <number>", about: "Sample contacts. Default 60." },
      { flag: "--seed <number>", about: "Seed of everything random. Default 1." },
      { flag: "--no-limits", about: "Do not enforce the vendors' rate limits." },
      { flag: "--webhooks-to <url>", about: "Send HighLevel events there." },
    ],
    load: async () => (await import("./commands/sandbox.ts")).sandbox,
  },
  {
    path: "mcp",
    summary: "Let a program that speaks the Model Context Protocol read, explain and propose plans; it can carry out nothing.",
    examples: ["mcp", "mcp --server https://highwire.example.com --token-file token.txt"],
    flags: [
      { flag: "--server <address>", about: "The running Highwire that is asked. Default: the one on this machine." },
      { flag: "--token-file <file>", about: "File that holds an API token. Default: HIGHWIRE_TOKEN; none is needed where nobody signs in." },
    ],
    load: async () => (await import("./commands/mcp.ts")).mcp,
  },
];
