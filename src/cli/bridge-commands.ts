import { entityWords } from "#core/entity-words.ts";
import type { CommandSpec } from "./command-table.ts";
import { historyFlag } from "./history-flag.ts";

/** Chooses one of several bridges. */
export const bridgeFlag = { flag: "--bridge <id>", about: "Which bridge; needed only when there are several." } as const;

/** Bridges and what they do, in the order of help. */
export const bridgeCommands: readonly CommandSpec[] = [
  {
    path: "bridges create",
    summary: "Create a bridge between a HighLevel and an incident.io connection, as a draft.",
    examples: [
      "bridges create",
      "bridges create --kind tasks",
      "bridges create --kind all",
      "bridges create --history 90",
      "bridges create --left <id> --right <id> --name Customers",
    ],
    flags: [
      { flag: "--left <id>", about: "HighLevel connection; needed only when there are several." },
      { flag: "--right <id>", about: "incident.io connection; needed only when there are several." },
      {
        flag: "--kind <kind>",
        about:
          "What it keeps in step; all makes one of each but actions, timeline-notes and, without their field, new-contacts and alert-notes. Default: contacts.",
        words: ["all", ...Object.values(entityWords)],
      },
      { flag: "--name <name>", about: "What to call the bridge. Default: its kind." },
      historyFlag,
      { flag: "--link-field <name>", about: "Link field of incidents in which boards keep the address of Highwire's page." },
      {
        flag: "--alert-attribute <name>",
        about: "Attribute of alerts that names affected contacts as well, and whose contacts' notes go to alerts.",
      },
      { flag: "--email-field <name>", about: "Text field of incidents whose e-mail addresses name affected contacts as well." },
    ],
    load: async () => (await import("./commands/bridges.ts")).create,
  },
  {
    path: "bridges list",
    summary: "List bridges with their counts.",
    examples: ["bridges list"],
    load: async () => (await import("./commands/bridges.ts")).list,
  },
  {
    path: "bridges mode",
    summary: "Switch a bridge: draft, shadow (decides, writes nothing), canary (writes ten records), live, paused.",
    examples: ["bridges mode live", "bridges mode paused --bridge <id>"],
    args: [{ name: "<mode>", about: "draft, shadow, canary, live or paused." }],
    flags: [bridgeFlag],
    load: async () => (await import("./commands/bridges.ts")).mode,
  },
  {
    path: "bridges rules",
    summary: "Show or change what a bridge does with deletes, old records, private incidents, tests, new follow-ups and assignees.",
    examples: [
      "bridges rules --bridge <id>",
      "bridges rules --bridge <id> --private yes",
      "bridges rules --bridge <id> --assignee <user>=ada@example.com",
    ],
    flags: [
      bridgeFlag,
      { flag: "--on-delete <what>", about: "What a delete on one side does to the other record.", words: ["unlink", "archive", "delete"] },
      historyFlag,
      { flag: "--private <answer>", about: "Whether HighLevel is told of private incidents.", words: ["yes", "no"] },
      { flag: "--drills <answer>", about: "Whether tests and tutorials count as incidents.", words: ["yes", "no"] },
      { flag: "--most-new-contacts <number>", about: "How many contacts one incident may make by e-mail addresses: 0 to 50. At first 25." },
      { flag: "--email-field <name>", about: "Text field of incidents whose e-mail addresses name affected contacts as well; none for none." },
      { flag: "--alert-attribute <name>", about: "Attribute of alerts that names affected contacts as well; none for none." },
      { flag: "--take-new <answer>", about: "Whether new follow-ups of an incident with one contact become tasks.", words: ["yes", "no"] },
      { flag: "--assignee <pair>", about: "Who a HighLevel user is in incident.io: <user id>=<e-mail>; <user id>=none forgets it." },
    ],
    load: async () => (await import("./commands/bridge-rules.ts")).rules,
  },
  {
    path: "bridges hold",
    summary: "Choose a tag that contacts carry while they are on an incident, so that workflows can hold their messages.",
    examples: ["bridges hold marketing-hold", "bridges hold off --bridge <id>"],
    args: [{ name: "<tag>", about: "The tag, or off." }],
    flags: [bridgeFlag],
    load: async () => (await import("./commands/bridges.ts")).hold,
  },
  {
    path: "bridges release",
    summary: "Let a bridge go on after the mass-delete brake stopped it.",
    examples: ["bridges release --bridge <id>"],
    flags: [bridgeFlag],
    load: async () => (await import("./commands/bridges.ts")).release,
  },
  {
    path: "bridges redrive",
    summary: "Try every parked link of a bridge again.",
    examples: ["bridges redrive"],
    flags: [bridgeFlag],
    load: async () => (await import("./commands/bridges.ts")).redrive,
  },
];
