import type { CommandSpec } from "./command-table.ts";

/** The benches, in the order of help. */
export const benchCommands: readonly CommandSpec[] = [
  {
    path: "bench ingest",
    summary: "Measure how many webhooks a second are taken in durably.",
    examples: ["bench ingest --json"],
    flags: [
      { flag: "--seconds <number>", about: "Seconds measured of each run at half the rate; the others take a third. Default 12." },
      { flag: "--connections <number>", about: "Sockets at once. Default 50." },
    ],
    load: async () => (await import("./commands/bench.ts")).ingest,
  },
  {
    path: "bench latency",
    summary: "Measure the time from a webhook to the write at the other vendor.",
    examples: ["bench latency --json"],
    flags: [{ flag: "--edits <number>", about: "Edits, one after the other. Default 200." }],
    load: async () => (await import("./commands/bench.ts")).latency,
  },
  {
    path: "bench change",
    summary: "Count the calls that a changed contact costs, alone and among many.",
    examples: ["bench change --json", "bench change --contacts 200"],
    flags: [{ flag: "--contacts <number>", about: "Contacts that change at once. Default 1000." }],
    load: async () => (await import("./commands/bench.ts")).change,
  },
  {
    path: "bench calls",
    summary: "Count the calls that each event of every flow costs.",
    examples: ["bench calls --json"],
    load: async () => (await import("./commands/bench.ts")).calls,
  },
  {
    path: "bench workers",
    summary: "Measure how much faster two workers are than one.",
    examples: ["bench workers --json"],
    flags: [{ flag: "--contacts <number>", about: "Contacts of each bridge. Default 640." }],
    load: async () => (await import("./commands/bench.ts")).workers,
  },
  {
    path: "bench workflow",
    summary: "Measure how many runs of a workflow a second are done, and how soon one is.",
    examples: ["bench workflow --json"],
    flags: [
      { flag: "--runs <number>", about: "Runs begun at once. Default 5000." },
      { flag: "--events <number>", about: "Events, one after the other. Default 100." },
    ],
    load: async () => (await import("./commands/bench.ts")).workflow,
  },
  {
    path: "bench scale",
    summary: "Measure one change among many links that did not change.",
    examples: ["bench scale --json", "bench scale --links 100000"],
    flags: [
      { flag: "--links <number>", about: "Links of the largest database; the others have a tenth and a hundredth. Default 1000000." },
      { flag: "--changes <number>", about: "Changes measured in each. Default 200." },
    ],
    load: async () => (await import("./commands/bench.ts")).scale,
  },
  {
    path: "bench backfill",
    summary: "Measure a first load against what the vendors' limits alone would need.",
    examples: ["bench backfill --json", "bench backfill --contacts 1000"],
    flags: [{ flag: "--contacts <number>", about: "Contacts to load. Default 10000." }],
    load: async () => (await import("./commands/bench.ts")).backfill,
  },
  {
    path: "bench all",
    summary: "Run every bench in turn, up to half an hour on a quiet machine.",
    examples: ["bench all --write docs/benchmarks.md", "bench all --only ingest,latency --write docs/benchmarks.md"],
    flags: [
      { flag: "--write <file>", about: "Write the figures there as Markdown." },
      { flag: "--only <names>", about: "Only these, separated by commas; on a page that is there, their figures are renewed." },
    ],
    load: async () => (await import("./commands/bench.ts")).all,
  },
];
