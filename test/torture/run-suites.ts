import { HighwireError } from "#core/errors.ts";
import type { Order, Report, Suite } from "./suite.ts";

/** How one suite went. */
export interface Told {
  readonly suite: Pick<Suite, "name">;
  readonly report: Report;
  readonly seconds: number;
  /** It did not come to an end and is still at it. */
  readonly hangs: boolean;
}

/** What a timer can wait for, in milliseconds. */
const LONGEST_TIMER_MS = 2_147_483_647;
const MINUTE_MS = 60_000;

/** How all of them went, in the order in which they were given, and how long it took over all. */
export interface Run {
  readonly told: readonly Told[];
  readonly seconds: number;
}

/**
 * Runs suites one after another; what may run beside others does, and what judges by time runs alone, last. One that breaks or does not come to an end
 * has failed. Beside one that hangs nothing can be judged, so what comes after it is not run, which has failed as well.
 */
export async function runSuites(suites: readonly Suite[], order: Order, minuteMs = MINUTE_MS): Promise<Run> {
  const startedMs = performance.now();
  const { beside = [], alone = [], others = [] } = Object.groupBy(suites, ({ place }) => place ?? "others");
  const aside: Order = others.length === 0 ? order : { ...order, say: (line) => order.say(`   · ${line.trim()}`) };
  const together = (await Promise.all([inTurn(others, order, minuteMs, []), inTurn(beside, aside, minuteMs, [])])).flat();
  const told = [...together, ...(await inTurn(alone, order, minuteMs, together))];
  return { told: suites.flatMap((suite) => told.find((one) => one.suite === suite) ?? []), seconds: tenths(performance.now() - startedMs) };
}

async function inTurn(suites: readonly Suite[], order: Order, minuteMs: number, before: readonly Told[]): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const suite of suites) {
    const hanging = [...before, ...told].find(({ hangs }) => hangs)?.suite.name;
    if (hanging === undefined) told.push(await runSuite(suite, order, minuteMs));
    else told.push({ suite, report: failed(`not run, because ${hanging} did not come to an end`), seconds: 0, hangs: false });
  }
  return told;
}

const tenths = (ms: number): number => Math.round(ms / 100) / 10;
const failed = (...violations: readonly string[]): Report => ({ counts: {}, violations });

async function runSuite(suite: Suite, order: Order, minuteMs: number): Promise<Told> {
  order.say(`── ${suite.name}: ${suite.about}`);
  const startedMs = performance.now();
  const minutes = suite.longestMinutes(order);
  const { promise: late, resolve: giveUp } = Promise.withResolvers<null>();
  const timer = setTimeout(() => giveUp(null), Math.min(minutes * minuteMs, LONGEST_TIMER_MS));
  const ended = await Promise.race([suite.run(order).catch((error: unknown) => failed(`the suite broke: ${describe(error)}`)), late]);
  clearTimeout(timer);
  const report = ended ?? failed(`did not come to an end within ${String(minutes)} minutes`);
  for (const violation of report.violations) order.say(`   ✗ ${violation}`);
  return { suite, report, seconds: tenths(performance.now() - startedMs), hangs: ended === null };
}

function describe(error: unknown): string {
  const detail = error instanceof HighwireError && error.data.detail !== undefined ? ` (${error.data.detail})` : "";
  return error instanceof Error ? `${error.stack ?? error.message}${detail}` : String(error);
}

export const hasFailed = ({ report }: Told): boolean => report.violations.length > 0;

/** What this machine could not run, with the suite's name and the reason. */
export const notRunOf = (told: readonly Told[]): readonly string[] =>
  told.flatMap(({ suite, report: { notRun = [] } }) => notRun.map((piece) => `torture, ${suite.name}: ${piece}`));

/** Every count of every suite, a line each, then what could not run, and one line for all of them. */
export function summaryOf({ told, seconds }: Run): string {
  const lines = told.map((one) => {
    const counts = Object.entries(one.report.counts).map(([name, count]) => `${String(count)} ${name}`);
    const { violations } = one.report;
    return `${mark(!hasFailed(one))} ${one.suite.name}: ${[...counts, `${String(violations.length)} violations`].join(", ")} (${String(one.seconds)} s)`;
  });
  const bad = told.filter(hasFailed).length;
  const left = notRunOf(told);
  const skipped = left.length === 0 ? "" : `, ${String(left.length)} pieces not run`;
  const all = `${mark(bad === 0)} torture: ${String(told.length - bad)} suites passed, ${String(bad)} failed${skipped} (${(seconds / 60).toFixed(1)} min)`;
  return [...lines, ...left.map((piece) => `skip ${piece}`), all].map((line) => `${line}\n`).join("");
}

const mark = (good: boolean): string => (good ? "ok  " : "FAIL");
