import type { CommandSpec } from "./command-table.ts";

/** How Highwire is, and what keeps it well, in the order of help. */
export const upkeepCommands: readonly CommandSpec[] = [
  {
    path: "status",
    summary: "Show connections, bridges, counts and quotas.",
    examples: ["status", "status --json"],
    load: async () => (await import("./commands/status.ts")).status,
  },
  {
    path: "doctor",
    summary: "Check everything Highwire stands on; each failing line has its fix.",
    examples: ["doctor", "doctor --json"],
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    path: "activity",
    summary: "Show what Highwire did, newest first.",
    examples: ["activity", "activity --follow", "activity --ndjson --limit 1000"],
    flags: [
      { flag: "-f, --follow", about: "Go on showing what happens, until Ctrl-C." },
      { flag: "--ndjson", about: "One JSON document a line." },
      { flag: "--limit <number>", about: "At most so many to begin with. Default 30." },
    ],
    load: async () => (await import("./commands/activity.ts")).activity,
  },
  {
    path: "explain",
    summary: "Explain an error code.",
    examples: ["explain HW-1401"],
    args: [{ name: "<code>", about: "Such as HW-1401." }],
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  {
    path: "backup",
    summary: "Write everything Highwire remembers into one sealed file, while it goes on working.",
    examples: ["backup --out highwire.backup", "backup --out highwire.backup --json"],
    flags: [{ flag: "--out <file>", about: "Where to; a file of that name is replaced once the new one is complete." }],
    load: async () => (await import("./commands/backup.ts")).backup,
  },
  {
    path: "restore",
    summary: "Put a backup into an empty database; bridges stay paused until you have looked.",
    examples: ["restore highwire.backup", "restore highwire.backup --check"],
    args: [{ name: "<file>", about: "File made by `highwire backup`." }],
    flags: [{ flag: "--check", about: "Only read it to its end: is it whole, and does this master key open it?" }],
    load: async () => (await import("./commands/restore.ts")).restore,
  },
  {
    path: "keys rewrap",
    summary: "Seal all secrets with a new master key.",
    examples: ["keys rewrap --new-key-file new.key"],
    flags: [{ flag: "--new-key-file <file>", about: "File that holds the new key: 32 bytes in base64." }],
    load: async () => (await import("./commands/keys.ts")).rewrap,
  },
  {
    path: "probe",
    summary: "Compare the vendors' answers with what Highwire expects; reads only, unless told otherwise.",
    examples: ["probe", "probe --live", "probe --live --writes"],
    flags: [
      { flag: "--live", about: "Ask the connected accounts; without it, the built-in sandboxes." },
      { flag: "--writes", about: "Also make, change and delete a contact and a catalog type of its own." },
    ],
    load: async () => (await import("./commands/probe.ts")).probe,
  },
];
