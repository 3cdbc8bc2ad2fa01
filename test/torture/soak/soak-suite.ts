import { Prng } from "#sandbox/kit/prng.ts";
import { People } from "../simulator/people.ts";
import type { Order, Report, Suite } from "../suite.ts";
import { Belongings } from "./belongings.ts";
import { REFUSED_ON_DISK, tryInstallation, type InstallationFindings } from "./disk-full.ts";
import { Fleet, warmUp } from "./fleet.ts";
import { shortfalls, type NotRun } from "./floors.ts";
import { keepLedger } from "./lease-ledger.ts";
import { Mail, percentile } from "./mail.ts";
import { Nemesis } from "./nemesis.ts";
import { begin, comeToRest, letPeopleEdit, type Rest } from "./phases.ts";
import { setScene, type Scene } from "./scene.ts";
import { canTellSenders } from "./sender.ts";
import { passVerdict, type Verdict } from "./verdict.ts";

/** Kills of the short form, and workers beside the server. */
const [KILLS, WORKERS] = [100, 3] as const;
/** Webhooks that the vendor loses, repeats, and lets overtake each other. */
const MISDELIVERY = { drop: 0.1, duplicate: 0.2, reorder: 0.2, maxDelayMs: 2_000 } as const;

/** The real programs under whatever a bad month brings, one month a minute. */
export const soak: Suite = {
  name: "soak",
  about: "a server and three workers as real processes: kills, database restarts, cut connections, a worker past its lease",
  place: "beside",
  longestMinutes: ({ minutes }) => 45 + 2 * (minutes ?? 0),
  async run(order) {
    const belongings = new Belongings(order.say);
    try {
      return await run(order, belongings);
    } finally {
      await belongings.end();
    }
  },
};

async function run(order: Order, belongings: Belongings): Promise<Report> {
  const seed = order.from;
  let pids: () => Iterable<number> = () => [];
  const scene = await setScene(seed, belongings, () => pids());
  const { database, wires, environment, sandboxes } = scene;
  await database.asOwner(keepLedger);
  await warmUp(environment, belongings);
  const mail = new Mail({ url: scene.url, locationId: sandboxes.highlevel.locationId, prng: new Prng(seed + 4) });
  sandboxes.highlevel.control.webhooksTo(mail.deliver);
  const fleet = new Fleet({ workers: WORKERS, environment, belongings, mayRefuse: () => database.isShaken });
  pids = () => fleet.pids();
  const nemesis = new Nemesis({ fleet, database, wires }, new Prng(seed + 5));
  const people = new People({ ...sandboxes, clock: { now: () => Date.now() } }, new Prng(seed + 6));
  await begin(scene, fleet);
  order.say("   loaded; from now on people edit and processes die");
  await storm({ order, scene, nemesis, people, seed });
  order.say("   the faults have ended; everything comes to rest");
  // Coming to rest is mostly waiting, so another installation has its turn meanwhile.
  const [rest, installation] = await Promise.all([comeToRest(scene, mail, fleet), tryInstallation(seed, belongings)]);
  await fleet.stop();
  const verdict = await passVerdict(scene, people.history, mail, rest.isReached);
  return report({ scene, fleet, nemesis, mail, people, rest, installation, verdict, again: `npm run torture -- --only soak --from ${String(seed)}` });
}

async function storm(parts: {
  readonly order: Order;
  readonly scene: Scene;
  readonly nemesis: Nemesis;
  readonly people: People;
  readonly seed: number;
}): Promise<void> {
  const { order, scene, nemesis, people, seed } = parts;
  scene.sandboxes.highlevel.control.setDeliveryFaults(MISDELIVERY);
  const stopEditing = letPeopleEdit(people, new Prng(seed + 7));
  const forMs = (order.minutes ?? 0) * 60_000;
  await nemesis.run({ kills: KILLS, forMs }, (kills) => (kills % 25 === 0 ? order.say(`   ${String(kills)} kills`) : undefined));
  await stopEditing();
}

function report(found: {
  readonly scene: Scene;
  readonly fleet: Fleet;
  readonly nemesis: Nemesis;
  readonly mail: Mail;
  readonly people: People;
  readonly rest: Rest;
  readonly installation: InstallationFindings;
  readonly verdict: Verdict;
  readonly again: string;
}): Report {
  const { scene, fleet, nemesis, mail, people, installation, verdict } = found;
  const { latencies, byStatus } = mail.answers();
  const starts = fleet.startsMs.toSorted((one, other) => one - other);
  const counts = {
    kills: fleet.kills,
    "kills while starting": fleet.killsWhileStarting,
    "starts given up without a database": fleet.refusedStarts,
    "database restarts": nemesis.counts.databaseRestarts,
    "database connections cut": nemesis.counts.connectionsCut,
    "database connections held": nemesis.counts.connectionsTaken,
    "vendor connections cut": scene.wires.reduce((sum, wire) => sum + wire.cuts, 0),
    "workers frozen past their lease": nemesis.counts.freezes,
    edits: people.history.edits.length,
    ...verdict.counts,
    ...installation.counts,
    "answers of 429": byStatus[429] ?? 0,
    "ms p50 start": percentile(starts, 0.5),
    "ms p99 start": percentile(starts, 0.99),
    "ms p50 acknowledge": percentile(latencies, 0.5),
    "ms p99 acknowledge": percentile(latencies, 0.99),
  };
  const notRun = notRunHere(installation);
  const violations = [
    ...fleet.surprises,
    ...nemesis.failures,
    ...found.rest.violations,
    ...installation.violations,
    ...verdict.violations,
    ...shortfalls(counts, notRun),
  ];
  return {
    counts,
    violations: violations.map((violation) => `${violation} (${found.again})`),
    notRun: Object.entries(notRun).map(([name, why]) => `no ${name}: ${why}`),
  };
}

/** Pieces that need what this machine does not have. */
function notRunHere({ noDisk }: InstallationFindings): NotRun {
  const noSenders = "only Linux tells which process holds a connection";
  return {
    ...(noDisk !== null && { [REFUSED_ON_DISK]: `there is no small disk, because ${noDisk}; as root \`npm run torture -- --only soak\` has one` }),
    ...(!canTellSenders() && { "workers frozen past their lease": noSenders, "writes of an unknown sender": noSenders }),
  };
}
