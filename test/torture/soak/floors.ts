import type { Report } from "../suite.ts";

/** What a run must at least have done and seen, by the names of the summary: a fault that never struck was not survived. */
const LEAST: Readonly<Record<string, number>> = {
  kills: 100,
  "kills while starting": 1,
  "database restarts": 1,
  "database connections cut": 1,
  "database connections held": 1,
  "vendor connections cut": 1,
  "workers frozen past their lease": 1,
  edits: 50,
  "acknowledged events": 50,
  "vendor writes": 50,
  "second installations refused": 1,
  "answers of 429 on a full disk": 10,
};
/** Share of the vendor writes that each of these may make up: whoever was killed in the middle of a call leaves such. */
const MOST_SHARES: Readonly<Record<string, number>> = { "writes without a known link": 0.05, "writes of an unknown sender": 0.1 };

/** Pieces that this machine cannot run, by the name of their count, each with the reason. */
export type NotRun = Readonly<Record<string, string>>;

/** What a run did not see enough of to prove anything; a piece that could not run is told elsewhere. */
export function shortfalls(counts: Report["counts"], notRun: NotRun): readonly string[] {
  const of = (name: string): number => Number(counts[name] ?? 0);
  const asked = (name: string): boolean => !(name in notRun);
  const tooFew = Object.entries(LEAST).filter(([name, least]) => asked(name) && of(name) < least);
  const tooMany = Object.entries(MOST_SHARES).filter(([name, share]) => asked(name) && of(name) > share * of("vendor writes"));
  return [
    ...tooFew.map(([name, least]) => `too little was tried: ${String(of(name))} ${name}, at least ${String(least)} are asked for`),
    ...tooMany.map(
      ([name, share]) =>
        `too little was judged: ${String(of(name))} ${name} of ${String(of("vendor writes"))}, at most ${String(share * 100)} % may be`,
    ),
  ];
}
