import { alertCommands } from "./alert-commands.ts";
import { auditCommands } from "./audit-commands.ts";
import { benchCommands } from "./bench-commands.ts";
import { bridgeCommands } from "./bridge-commands.ts";
import { catalogCommands } from "./catalog-commands.ts";
import type { Run } from "./command-context.ts";
import { conflictCommands } from "./conflict-commands.ts";
import { connectionCommands } from "./connection-commands.ts";
import { flowCommands } from "./flow-commands.ts";
import { linkCommands } from "./link-commands.ts";
import { mappingCommands } from "./mapping-commands.ts";
import { recordCommands } from "./record-commands.ts";
import { servingCommands } from "./serving-commands.ts";
import { upkeepCommands } from "./upkeep-commands.ts";
import { userCommands } from "./user-commands.ts";
import { workflowCommands } from "./workflow-commands.ts";

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

/** Groups of commands, in the order of help. */
export const groups: Readonly<Record<string, string>> = {
  connect: "Connect an account at one of the vendors.",
  connections: "Look at connected accounts, test and pause them.",
  flows: "Switch the six flows, and keep accounts, flows and rules as a file.",
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
  ...servingCommands,
  ...connectionCommands,
  ...flowCommands,
  ...bridgeCommands,
  ...recordCommands,
  ...conflictCommands,
  ...catalogCommands,
  ...auditCommands,
  ...upkeepCommands,
  ...mappingCommands,
  ...linkCommands,
  ...alertCommands,
  ...userCommands,
  ...workflowCommands,
  ...benchCommands,
];
