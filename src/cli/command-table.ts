import { alertCommands } from "./alert-commands.ts";
import { auditCommands } from "./audit-commands.ts";
import { benchCommands } from "./bench-commands.ts";
import { catalogCommands } from "./catalog-commands.ts";
import type { Run } from "./command-context.ts";
import { entityWords } from "#core/entity-words.ts";
import { flowCommands } from "./flow-commands.ts";
import { linkCommands } from "./link-commands.ts";
import { userCommands } from "./user-commands.ts";
import { workflowCommands } from "./workflow-commands.ts";
import { mappingCommands } from "./mapping-commands.ts";

/** One command as people see it; the code behind it is loaded only when it runs. */
export interface CommandSpec {
  /** Words after `highwire`. */
  readonly path: string;
  readonly summary: string;
  /** What follows `highwire` in each example. */
  readonly examples: readonly string[];
  readonly args?: readonly { readonly name: string; readonly about: string }[];
  readonly flags?: readonly { readonly flag: string; readonly about: string; readonly words?: readonly string[] }[];
  /** Takes the settings of the serving commands as flags. */
  readonly serves?: true;
  readonly load: () => Promise<Run>;
}

const bridgeFlag = { flag: "--bridge <id>", about: "Which bridge; needed only when there are several." } as const;
const queryArg = { name: "<query>", about: "E-mail, phone, part of a name, or an id of either side." } as const;

/** Groups of commands, in the order of help. */
export const groups: Readonly<Record<string, string>> = {
  connect: "Connect an account at one of the vendors.",
  connections: "Look at connected accounts, test and pause them.",
  flows: "Switch the six flows, and keep everything that is configured as a file.",
  bridges: "Create, list and switch bridges.",
  mapping: "Choose which field goes where.",
  sync: "Bring records into step now.",
  conflicts: "Look at conflicts and settle them.",
  link: "Share an incident's page with others for a while.",
  catalog: "Find out what both vendors can do, and try it.",
  workflows: "Build workflows, publish them, and start them.",
  runs: "Look at runs of workflows, and mend them.",
  audit: "Look at who did what, and prove it.",
  keys: "Look after the master key.",
  bench: "Measure this machine.",
  alerts: "Choose who is told when something needs people.",
  users: "Look after people's accounts.",
};

/** Every command, in the order of help. */
export const commands: readonly CommandSpec[] = [
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
  ...flowCommands,
  {
    path: "bridges create",
    summary: "Create a bridge between a HighLevel and an incident.io connection, as a draft.",
    examples: [
      "bridges create",
      "bridges create --kind tasks",
      "bridges create --kind all",
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
    summary: "Show or change what a bridge does with deletes, private incidents, tests, new follow-ups and assignees.",
    examples: [
      "bridges rules --bridge <id>",
      "bridges rules --bridge <id> --private yes",
      "bridges rules --bridge <id> --assignee <user>=ada@example.com",
    ],
    flags: [
      bridgeFlag,
      { flag: "--on-delete <what>", about: "What a delete on one side does to the other record.", words: ["unlink", "archive", "delete"] },
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
  {
    path: "conflicts list",
    summary: "List conflicts that wait for a person.",
    examples: ["conflicts list"],
    flags: [{ flag: "--limit <number>", about: "At most so many. Default 50." }],
    load: async () => (await import("./commands/conflicts.ts")).list,
  },
  {
    path: "conflicts show",
    summary: "Show both values of one conflict.",
    examples: ["conflicts show <id>"],
    args: [{ name: "<id>", about: "Conflict." }],
    load: async () => (await import("./commands/conflicts.ts")).show,
  },
  {
    path: "conflicts resolve",
    summary: "Settle one conflict, or with --group all that have the same cause.",
    examples: [
      "conflicts resolve <id> --keep highlevel",
      "conflicts resolve <id> --keep highlevel --group",
      "conflicts resolve <id> --value '+1 212 555 0100'",
      "conflicts resolve <id> --link <record id>",
    ],
    args: [{ name: "<id>", about: "Conflict." }],
    flags: [
      { flag: "--keep <side>", about: "Whose value stands.", words: ["highlevel", "incident", "both"] },
      { flag: "--value <text>", about: "This value, on both sides." },
      { flag: "--link <record>", about: "Of several candidates, this record is meant." },
      { flag: "--answer <answer>", about: "For deletes, links and frozen fields.", words: ["keep", "delete", "unlink", "unfreeze"] },
      { flag: "--group", about: "The same answer for all conflicts with this one's cause: flow, kind and field." },
    ],
    load: async () => (await import("./commands/conflicts.ts")).resolve,
  },
  ...catalogCommands,
  ...auditCommands,
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
  ...mappingCommands,
  ...linkCommands,
  ...alertCommands,
  ...userCommands,
  ...workflowCommands,
  ...benchCommands,
];
