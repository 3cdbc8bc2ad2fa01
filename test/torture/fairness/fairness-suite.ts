import { must } from "#lib/must.ts";
import { dealOut } from "../deal-out.ts";
import type { Order, Report, Suite } from "../suite.ts";
import { prepareClaims, type ClaimsScene } from "./claims.ts";
import type { CrowdOutcome } from "./crowd.ts";
import type { EqualsOutcome } from "./equals.ts";
import type { FairnessOutcome, FairnessTask } from "./fairness-worker.ts";

/** How much longer a light bridge's edits may take beside the heavy one than alone. */
const MAX_RATIO = 3;
const LEAST_JAIN = 0.95;
const AGAIN = "npm run torture -- --only fairness";

/** One bridge with 100,000 dirty links beside fifty with little to do, four workers, keys that bridges share. */
export const fairness: Suite = {
  name: "fairness",
  about: "a bridge with 100,000 dirty links beside fifty light ones, four workers, shared keys",
  place: "alone",
  longestMinutes: () => 30,
  async run(order) {
    // The store's database is filled beside what is played on virtual time, but is timed by a real clock, with nothing beside it.
    const [played, scene] = await Promise.all([onVirtualTime(order), prepareClaims()]);
    try {
      return join([...played, await realClaims(order, scene)]);
    } finally {
      await scene.end();
    }
  },
};

/** What is played on virtual time, each by a thread of its own: the longest first. */
const parts: readonly FairnessTask["part"][] = ["crowd", "equals"];

async function onVirtualTime(order: Order): Promise<readonly Report[]> {
  const reports: Partial<Record<FairnessTask["part"], Report>> = {};
  await dealOut<FairnessTask, FairnessOutcome>({
    script: new URL("./fairness-worker.ts", import.meta.url),
    threads: order.processors,
    tasks: parts.map((part) => ({ part, seed: order.from })),
    heard: (outcome) => {
      reports[outcome.part] = outcome.part === "crowd" ? heavyBesideLight(order, outcome) : equalShares(order, outcome);
    },
  });
  return [must(reports.crowd, "the crowd's report"), must(reports.equals, "the equals' report")];
}

const join = (reports: readonly Report[]): Report => ({
  counts: Object.assign({}, ...reports.map(({ counts }) => counts)) as Report["counts"],
  violations: reports.flatMap(({ violations }) => violations.map((violation) => `${violation}: ${AGAIN}`)),
});

function heavyBesideLight({ say }: Order, { soloP99, ownKeyP99, sharedKeyP99, edits, heavyLinked, violations }: CrowdOutcome): Report {
  say(`   virtual p99 of an edit: ${ms(soloP99)} alone, ${ms(ownKeyP99)} beside the heavy bridge, ${ms(sharedKeyP99)} with its key`);
  const ratio = Math.max(ownKeyP99, sharedKeyP99) / soloP99;
  return {
    counts: { edits, "links of the heavy bridge": heavyLinked, "times solo on virtual time": ratio.toFixed(2), "limit violations": violations },
    violations: [
      ...(ratio <= MAX_RATIO ? [] : [`X9 light bridges' p99 is ${ratio.toFixed(1)} times their solo figure`]),
      // A heavy bridge that stands still would make it easy for the light ones.
      ...(heavyLinked > 0 ? [] : ["X9 the heavy bridge got nowhere"]),
      ...overLimit(violations),
    ],
  };
}

function equalShares({ say }: Order, { jain, least, most, violations }: EqualsOutcome): Report {
  say(`   equal bridges got between ${String(least)} and ${String(most)} links each`);
  return {
    counts: { "Jain's index": jain.toFixed(4), "limit violations among equals": violations },
    violations: [...(jain >= LEAST_JAIN ? [] : [`X9 Jain's index over equal bridges is ${jain.toFixed(3)}`]), ...overLimit(violations)],
  };
}

const overLimit = (calls: number): readonly string[] => (calls === 0 ? [] : [`X7 ${String(calls)} calls over a vendor's limit`]);

async function realClaims({ say, untimed }: Order, scene: ClaimsScene): Promise<Report> {
  const { soloP99, crowdP99, heavyClaim, events } = await scene.measure(untimed ? "told" : "judged");
  say(`   PostgreSQL, mark to settled, p99: ${ms(soloP99)} alone, ${ms(crowdP99)} beside 100,000 dirty links; a batch of those ${ms(heavyClaim)}`);
  const ratio = crowdP99 / soloP99;
  return {
    counts: {
      "events in PostgreSQL": events,
      "ms p99 alone": soloP99.toFixed(1),
      "ms p99 beside the backlog": crowdP99.toFixed(1),
      [`times solo in PostgreSQL${untimed ? " (told, not judged)" : ""}`]: ratio.toFixed(2),
    },
    violations:
      ratio <= MAX_RATIO || untimed
        ? []
        : [`X9 a light bridge's claim takes ${ms(crowdP99)} beside a backlog, ${ms(soloP99)} alone: ${ratio.toFixed(1)} times as long`],
  };
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
