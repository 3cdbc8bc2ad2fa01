import { bridgeModes } from "#core/bridge.ts";
import { recipeIds } from "#core/recipes.ts";
import type { CommandSpec } from "./command-table.ts";

const flowArg = { name: "<flow>", about: `One of: ${recipeIds.join(", ")}.` } as const;
const fileArg = { name: "<file>", about: "Made by `highwire flows pull`, and edited." } as const;

/** The six flows, and the configuration as a file, in the order of help. */
export const flowCommands: readonly CommandSpec[] = [
  {
    path: "flows list",
    summary: "List the six flows with their modes and parts.",
    examples: ["flows list", "flows list --json"],
    load: async () => (await import("./commands/flows.ts")).list,
  },
  {
    path: "flows mode",
    summary: "Switch a flow with all its parts: draft, shadow (tells, writes nothing), canary (ten records), live, paused.",
    examples: ["flows mode contacts shadow", 'flows mode contacts live --reason "two conflicts are known"'],
    args: [flowArg, { name: "<mode>", about: `${bridgeModes.join(", ")}.` }],
    flags: [{ flag: "--reason <text>", about: "Why you go live although a check says to look first; kept in the audit." }],
    load: async () => (await import("./commands/flows.ts")).mode,
  },
  {
    path: "flows pause",
    summary: "Pause a flow: its work waits.",
    examples: ["flows pause contacts"],
    args: [flowArg],
    load: async () => (await import("./commands/flows.ts")).pause,
  },
  {
    path: "flows pull",
    summary: "Write accounts, flows, mappings and rules as YAML; no secret.",
    examples: ["flows pull > highwire.yaml", "flows pull --out highwire.yaml"],
    flags: [{ flag: "--out <file>", about: "Where to; without it, standard output." }],
    load: async () => (await import("./commands/config-file.ts")).pull,
  },
  {
    path: "flows diff",
    summary: "Show how a configuration file differs from what is here; changes nothing.",
    examples: ["flows diff highwire.yaml", "flows diff highwire.yaml --exit-code"],
    args: [fileArg],
    flags: [{ flag: "--exit-code", about: "End with 6 when there are differences." }],
    load: async () => (await import("./commands/config-file.ts")).diff,
  },
  {
    path: "flows push",
    summary: "Apply a configuration file: exactly the differences that were shown, named by --confirm.",
    examples: ["flows push highwire.yaml", "flows push highwire.yaml --confirm <hash>"],
    args: [fileArg],
    flags: [{ flag: "--confirm <hash>", about: "What `flows diff` told; without it, the differences are shown and nothing is changed." }],
    load: async () => (await import("./commands/config-file.ts")).push,
  },
];
