import { writeFile } from "node:fs/promises";
import type { ConfigProblemView } from "#contract/config.ts";
import { readConfig, writeConfig, type ReadConfig } from "#contract/config-file.ts";
import type { ConfigChange, ConfigEffect } from "#core/config/config-changes.ts";
import { HighwireError } from "#core/errors.ts";
import { counted } from "#lib/counted.ts";
import type { Session } from "#main/session.ts";
import { neededArg, textFlag, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { oneLine, type Output } from "../output.ts";
import { fileError, readTextFile } from "../read-file.ts";

export const pull: Run = async ({ output, session }, given) => {
  const document = await (await session()).app.config.read();
  const out = textFlag(given, "out");
  const text = writeConfig(document);
  if (out !== undefined) await writeFile(out, text).catch((error: unknown) => Promise.reject(fileError(error, out, "--out")));
  output.document("config", { config: document });
  if (out === undefined) output.data(text.trimEnd());
  else {
    output.data(`Wrote ${counted(document.connections.length, "connection")} and ${counted(document.bridges.length, "bridge")} to ${out}.`);
  }
  return exitCodes.done;
};

export const diff: Run = async (context, given) => {
  const { comparison } = await compared(context, given);
  tellComparison(context.output, comparison);
  if (comparison.changes.length === 0 || given.flags["exitCode"] !== true) return exitCodes.done;
  return exitCodes.changesPending;
};

export const push: Run = async (context, given) => {
  const { output } = context;
  const { app, document, comparison, path } = await compared(context, given);
  const hash = textFlag(given, "confirm");
  if (hash === undefined) {
    tellComparison(output, comparison);
    if (comparison.changes.length > 0)
      output.note(`Nothing was changed. To apply exactly this: highwire flows push ${path} --confirm ${comparison.hash}`);
    return exitCodes.done;
  }
  const changes = await app.config.apply(document, hash, "cli");
  output.document("config-applied", { changes });
  for (const change of changes) output.data(changeLine(output, change));
  output.data(changes.length === 0 ? "The file says what is here already." : `Applied ${counted(changes.length, "change")}.`);
  if (changes.length > 0) output.note("What stands at the vendors follows with the next sweeps.");
  return exitCodes.done;
};

type Comparison = Awaited<ReturnType<Session["app"]["config"]["compare"]>>;

interface Compared {
  readonly app: Session["app"];
  readonly path: string;
  readonly document: Extract<ReadConfig, { kind: "read" }>["document"];
  readonly comparison: Omit<Comparison, "hash"> & { readonly hash: string };
}

/** Holds the file against what is here. Throws `HW_FILE_UNUSABLE` with the line of everything that is wrong with it. */
async function compared({ session }: CommandContext, given: Given): Promise<Compared> {
  const path = neededArg(given, 0, "<file>");
  const read = readConfig(await readTextFile(path, "<file>"));
  if (read.kind === "refused") throw unusable(path, read.problems);
  const { app } = await session();
  const { hash, ...comparison } = await app.config.compare(read.document);
  if (hash === null)
    throw unusable(
      path,
      comparison.problems.map(({ path: place, says }) => ({ ...read.placeOf(place), says })),
    );
  return { app, path, document: read.document, comparison: { ...comparison, hash } };
}

const unusable = (path: string, problems: readonly ConfigProblemView[]): HighwireError =>
  new HighwireError("HW_FILE_UNUSABLE", { detail: `<file>: ${path}: ${problems.map(problemLine).join("; ")}` });
const problemLine = ({ line, column, says }: ConfigProblemView): string =>
  line === null ? says : `line ${String(line)}, column ${String(column)}: ${oneLine(says)}`;

function tellComparison(output: Output, { hash, changes, untouched }: Compared["comparison"]): void {
  output.document("config-diff", { hash, changes, untouched });
  for (const change of changes) output.data(changeLine(output, change));
  output.data(changes.length === 0 ? "No difference." : `${counted(changes.length, "difference")}, ${hash}`);
  for (const { name } of untouched) output.note(`${oneLine(name)} is not in the file and stays as it is.`);
}

const symbols: Readonly<Record<ConfigChange["kind"], string>> = { added: "+", changed: "~", removed: "−" };
const effects: Readonly<Record<ConfigEffect, string>> = {
  "begins-to-write": "begins to write",
  stops: "stops writing",
  "may-delete": "deletes reach the other side",
  crosses: "crosses from now on",
  "no-longer-crosses": "no longer crosses",
};

function changeLine(output: Output, { kind, where, what, here, file, effect }: ConfigChange): string {
  const symbol = symbols[kind];
  const outcome = effect === null ? "" : effects[effect];
  if (output.style.plain) return [symbol, where, what, here ?? "", file ?? "", outcome].map(oneLine).join("\t");
  const place = what === "" ? where : `${where}: ${what}`;
  const values = kind === "changed" ? `here ${words(here)}, the file says ${words(file)}` : words(kind === "added" ? file : here);
  return `${symbol} ${oneLine(place)}: ${values}${outcome === "" ? "" : ` ${output.paint("yellow", `(${outcome})`)}`}`;
}

const words = (value: string | null): string => (value === null || value === "" ? "nothing" : oneLine(value));
