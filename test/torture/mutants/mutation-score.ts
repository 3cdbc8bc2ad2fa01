import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../../support/project-files.ts";
import config from "./stryker.json" with { type: "json" };

/** Percent of its mutants that the tests must notice in each file. */
const LEAST = config.thresholds.break;

/** Files that Stryker changes: merge, planner and classifier. */
export const mutatedFiles: readonly string[] = config.mutate;

/** How many of one file's mutants some test noticed, of all that could be told. */
export interface FileScore {
  readonly file: string;
  readonly noticed: number;
  readonly of: number;
}

export interface MutationScore {
  readonly files: readonly FileScore[];
  /** Why it is not enough; empty when it is. */
  readonly troubles: readonly string[];
}

/** The part of Stryker's report that is read here. */
export interface StrykerReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

/**
 * Lets Stryker change these files, as `npm run mutation` does. Minutes.
 *
 * @param output where Stryker's own report goes
 */
export async function mutationScore(files: readonly string[], signal: AbortSignal, output: "ignore" | "inherit" = "ignore"): Promise<MutationScore> {
  const reportFile = join(projectRoot, config.jsonReporter.fileName);
  // A report of an earlier run must not speak for this one.
  await rm(reportFile, { force: true });
  const code = await runStryker(files, signal, output);
  const text = await readFile(reportFile, "utf8").catch(() => null);
  if (text === null) return { files: [], troubles: [`Stryker left no report (exit code ${String(code)})`] };
  const score = judgeReport(JSON.parse(text) as StrykerReport, files);
  const isSilent = code !== 0 && score.troubles.length === 0;
  return isSilent ? { ...score, troubles: [`Stryker ended with exit code ${String(code)}`] } : score;
}

/** Scores each file by itself: many mutants of one must not make up for few of another. */
export function judgeReport(report: StrykerReport, files: readonly string[]): MutationScore {
  const scores = files.map((file) => scoreOf(file, report.files[file]?.mutants ?? []));
  const troubles = scores.flatMap((score) => {
    if (score.of === 0) return [`Stryker did not try ${score.file}`];
    return percentOf(score) < LEAST ? [`tests notice ${percentWords(score)} of the mutants of ${score.file}, less than ${String(LEAST)} %`] : [];
  });
  return { files: scores, troubles };
}

function scoreOf(file: string, mutants: StrykerReport["files"][string]["mutants"]): FileScore {
  const count = (...wanted: readonly string[]): number => mutants.filter(({ status }) => wanted.includes(status)).length;
  const noticed = count("Killed", "Timeout");
  return { file, noticed, of: noticed + count("Survived", "NoCoverage") };
}

const percentOf = ({ noticed, of }: Omit<FileScore, "file">): number => (100 * noticed) / of;

/** With one digit, rounded down: 84.96 % is not 85. */
export const percentWords = (score: Omit<FileScore, "file">): string => `${(Math.floor(10 * percentOf(score)) / 10).toFixed(1)} %`;

/** Everything together. */
export function sumOf(scores: readonly FileScore[]): Omit<FileScore, "file"> {
  const sum = (pick: (score: FileScore) => number): number => scores.reduce((total, score) => total + pick(score), 0);
  return { noticed: sum(({ noticed }) => noticed), of: sum(({ of }) => of) };
}

function runStryker(files: readonly string[], signal: AbortSignal, output: "ignore" | "inherit"): Promise<number | null> {
  const bin = join("node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const args = [bin, "run", "test/torture/mutants/stryker.json", "--mutate", files.join(",")];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: output, signal });
    child.once("error", () => resolve(null));
    child.once("exit", (code) => resolve(code));
  });
}
