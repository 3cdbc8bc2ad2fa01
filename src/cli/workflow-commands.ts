import type { CommandSpec } from "./command-table.ts";

const workflowArg = { name: "<workflow>", about: "Id of the workflow, or its whole name." } as const;
const runArg = { name: "<run>", about: "Id of the run." } as const;

/** Workflows and their runs, in the order of help. */
export const workflowCommands: readonly CommandSpec[] = [
  {
    path: "workflows list",
    summary: "List workflows with their modes and versions.",
    examples: ["workflows list", "workflows list --json"],
    load: async () => (await import("./commands/workflows.ts")).list,
  },
  {
    path: "workflows templates",
    summary: "List workflows to begin with, and what each asks for.",
    examples: ["workflows templates", "workflows templates --json"],
    load: async () => (await import("./commands/workflow-templates.ts")).list,
  },
  {
    path: "workflows values",
    summary: "List what a setting of a template can be given: the ids and names of what your account has.",
    examples: [
      "workflows values note-raises-alert source",
      "workflows values daily-digest contact --find ada@example.com",
      "workflows values vip-affected field --json",
    ],
    args: [
      { name: "<template>", about: "Which one; `workflows templates` lists them." },
      { name: "<setting>", about: "Name of what it asks for." },
    ],
    flags: [{ flag: "--find <words>", about: "Only what has these words in it. Contacts and users are looked for at the vendor." }],
    load: async () => (await import("./commands/workflow-templates.ts")).values,
  },
  {
    path: "workflows new",
    summary: "Make a workflow from a template; it is off until you publish it and switch it on.",
    examples: ["workflows new note-raises-alert --set source=<id>,keyword=refund"],
    args: [{ name: "<template>", about: "Which one; `workflows templates` lists them." }],
    flags: [{ flag: "--set <settings>", about: "What it asks for: name=value, with commas between several." }],
    load: async () => (await import("./commands/workflow-templates.ts")).make,
  },
  {
    path: "workflows pull",
    summary: "Write a workflow's draft as YAML, to read it, keep it, or change it.",
    examples: ["workflows pull <id>", "workflows pull <id> --out vip.yaml"],
    args: [workflowArg],
    flags: [{ flag: "--out <file>", about: "Write it there instead of to standard output." }],
    load: async () => (await import("./commands/workflows.ts")).pull,
  },
  {
    path: "workflows push",
    summary: "Keep a YAML file as a workflow's draft; what runs stays as it is until it is published.",
    examples: ["workflows push vip.yaml", "workflows push vip.yaml --check", "workflows push vip.yaml --publish --note 'Ask first'"],
    args: [{ name: "<file>", about: "YAML of one workflow; - is standard input." }],
    flags: [
      { flag: "--workflow <id>", about: "Which workflow it is of. Default: the one with its name, else a new one." },
      { flag: "--check", about: "Only say what is wrong with it." },
      { flag: "--publish", about: "Publish it as well." },
      { flag: "--note <text>", about: "What changed, for the list of versions." },
    ],
    load: async () => (await import("./commands/workflows.ts")).push,
  },
  {
    path: "workflows publish",
    summary: "Make a workflow's draft, or an earlier version, the one that new runs take.",
    examples: ["workflows publish <id> --note 'Ask first'", "workflows publish <id> --to 3"],
    args: [workflowArg],
    flags: [
      { flag: "--note <text>", about: "What changed, for the list of versions." },
      { flag: "--to <number>", about: "Go back to that version." },
    ],
    load: async () => (await import("./commands/workflows.ts")).publish,
  },
  {
    path: "workflows mode",
    summary: "Switch a workflow off, to shadow (decides, writes nothing), or live.",
    examples: ["workflows mode live <id>", "workflows mode off <id>"],
    args: [{ name: "<mode>", about: "off, shadow or live." }, workflowArg],
    load: async () => (await import("./commands/workflows.ts")).mode,
  },
  {
    path: "workflows secret",
    summary: "Make the secret by which a workflow's own address lets calls in, such as a step of a vendor's own workflows.",
    examples: ["workflows secret <id>"],
    args: [workflowArg],
    load: async () => (await import("./commands/workflows.ts")).secret,
  },
  {
    path: "workflows address",
    summary: "Give a workflow an address that its steps may send webhooks to, and make the secret by which its receiver verifies them.",
    examples: ["workflows address <id> desk --url-file url.txt", "workflows address <id> desk --remove"],
    args: [workflowArg, { name: "<name>", about: "What its steps call the address: small letters, digits and dashes." }],
    flags: [
      { flag: "--url-file <file>", about: "File that holds the address, which may be a secret; - reads it from standard input." },
      { flag: "--remove", about: "Take the address from the workflow." },
    ],
    load: async () => (await import("./commands/workflow-address.ts")).address,
  },
  {
    path: "workflows remove",
    summary: "Forget a workflow with its versions, its runs, and its secrets.",
    examples: ["workflows remove <id>", "workflows remove <id> --yes"],
    args: [workflowArg],
    flags: [{ flag: "--yes", about: "Really do it; without it, only what would be forgotten is told." }],
    load: async () => (await import("./commands/workflows.ts")).remove,
  },
  {
    path: "workflows run",
    summary: "Start a run by hand.",
    examples: ["workflows run <id>", "workflows run <id> --with contact.json"],
    args: [workflowArg],
    flags: [{ flag: "--with <file>", about: "JSON that it begins with; - is standard input. Default: nothing." }],
    load: async () => (await import("./commands/workflows.ts")).run,
  },
  {
    path: "runs list",
    summary: "List runs of workflows, newest first.",
    examples: ["runs list", "runs list --state parked"],
    flags: [
      { flag: "--state <state>", about: "Only runs like that.", words: ["going", "parked", "done", "filtered", "stopped", "failed", "cancelled"] },
      { flag: "--limit <number>", about: "How many. Default 20." },
    ],
    load: async () => (await import("./commands/runs.ts")).list,
  },
  {
    path: "runs show",
    summary: "Show a run with its steps, what stopped it, and what to do about it.",
    examples: ["runs show <id>", "runs show <id> --values", "runs show <id> --json"],
    args: [runArg],
    flags: [{ flag: "--values", about: "Show values too: what began it, what each step was given and what it brought. They are people's." }],
    load: async () => (await import("./commands/runs.ts")).show,
  },
  {
    path: "runs retry",
    summary: "Take a run up that was set aside, at the step where it stopped.",
    examples: ["runs retry <id>", "runs retry <id> --was-done"],
    args: [runArg],
    flags: [{ flag: "--was-done", about: "Of a step of which that is not known: it was done, go on behind it." }],
    load: async () => (await import("./commands/runs.ts")).retry,
  },
  {
    path: "runs replay",
    summary: "Start a new run from what began an old one.",
    examples: ["runs replay <id>", "runs replay <id> --with then"],
    args: [runArg],
    flags: [{ flag: "--with <version>", about: "The version of then, or of today. Default today.", words: ["then", "today"] }],
    load: async () => (await import("./commands/runs.ts")).replay,
  },
  {
    path: "runs approve",
    summary: "Answer what a run asks: yes, or no with --refuse.",
    examples: ["runs approve <id>", "runs approve <id> --refuse --note 'Not during the freeze'"],
    args: [runArg],
    flags: [
      { flag: "--refuse", about: "Say no." },
      { flag: "--note <text>", about: "Why." },
    ],
    load: async () => (await import("./commands/runs.ts")).approve,
  },
  {
    path: "runs cancel",
    summary: "End a run.",
    examples: ["runs cancel <id>"],
    args: [runArg],
    load: async () => (await import("./commands/runs.ts")).cancel,
  },
];
