import { alertKinds, channelKinds } from "#core/alerts/alert.ts";
import type { CommandSpec } from "./command-table.ts";

const idArg = { name: "<id>", about: "Channel; `highwire alerts list` shows them." } as const;

/** What people are told of outside the pages, in the order of help. */
export const alertCommands: readonly CommandSpec[] = [
  {
    path: "alerts list",
    summary: "List the channels through which people are told, and the alerts that go on.",
    examples: ["alerts list", "alerts list --json"],
    load: async () => (await import("./commands/alerts.ts")).list,
  },
  {
    path: "alerts add",
    summary: "Add a channel: e-mail, a webhook, or an alert source of incident.io.",
    examples: [
      "alerts add email --to lead@example.com",
      "alerts add webhook --url-file url.txt --name 'On call'",
      "alerts add incident --source <id> --secret-file - < secret.txt",
      "alerts add email --to lead@example.com --quiet-hours 22:00-07:00 --zone Europe/Berlin",
    ],
    args: [{ name: "<kind>", about: `One of: ${channelKinds.join(", ")}.` }],
    flags: [
      { flag: "--to <address>", about: "E-mail address." },
      { flag: "--url-file <file>", about: "File that holds the webhook's address, which may be a secret; - reads it from standard input." },
      { flag: "--source <id>", about: "Id of the alert source at incident.io." },
      { flag: "--secret-file <file>", about: "File that holds the alert source's token; - reads it from standard input." },
      { flag: "--name <name>", about: "What to call the channel. Default: its kind." },
      { flag: "--kinds <kinds>", about: `What it tells of, with commas between: ${alertKinds.join(", ")}. Default: everything.` },
      { flag: "--quiet-hours <hours>", about: "Hours in which it keeps still, such as 22:00-07:00." },
      { flag: "--zone <zone>", about: "By whose clocks, such as Europe/Berlin. Default: this machine's." },
      { flag: "--quiet-for-all", about: "Keep still in those hours even when all work stops." },
    ],
    load: async () => (await import("./commands/alerts.ts")).add,
  },
  {
    path: "alerts test",
    summary: "Send a test through a channel and show what its receiver answered.",
    examples: ["alerts test <id>"],
    args: [idArg],
    load: async () => (await import("./commands/alerts.ts")).test,
  },
  {
    path: "alerts pause",
    summary: "Tell a channel nothing until it is resumed.",
    examples: ["alerts pause <id>"],
    args: [idArg],
    load: async () => (await import("./commands/alerts.ts")).pause,
  },
  {
    path: "alerts resume",
    summary: "Let a paused channel go on; what is still true is told then.",
    examples: ["alerts resume <id>"],
    args: [idArg],
    load: async () => (await import("./commands/alerts.ts")).resume,
  },
  {
    path: "alerts remove",
    summary: "Remove a channel; what waits for it is dropped.",
    examples: ["alerts remove <id>"],
    args: [idArg],
    load: async () => (await import("./commands/alerts.ts")).remove,
  },
];
