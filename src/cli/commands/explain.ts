import type { ErrorEntry } from "#core/error-entry.ts";
import { registry } from "#core/error-registry.ts";
import { neededArg, usage, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";

const whoWords: Readonly<Record<ErrorEntry["who"], string>> = {
  nobody: "nobody; it mends itself",
  operator: "whoever looks after the records",
  owner: "whoever runs this Highwire",
  developer: "Highwire's developers",
};

/** Tells one code of the registry; both spellings are taken, any case. */
export const explain: Run = async ({ output }, given) => {
  const asked = neededArg(given, 0, "<code>").toUpperCase();
  const found = Object.entries(registry).find(([code, { number }]) => number === asked || code === asked || number === `HW-${asked}`);
  if (found === undefined) throw usage(`<code>: ${JSON.stringify(given.args[0])} is no code of this version${nearest(asked)}`);
  const [code, entry] = found;
  output.document("explanation", { error: { code, ...entry } });
  const lines = [
    ["Code", `${entry.number} (${code})`],
    ["What", entry.title],
    ["Cause", entry.cause],
    ["Fix", entry.fix],
    ["Who acts", whoWords[entry.who]],
  ] as const;
  for (const [name, text] of lines) output.data(output.style.plain ? `${name}\t${text}` : `${output.paint("dim", name.padEnd(10))}${text}`);
  return exitCodes.done;
};

/** Codes with the same first two digits, as a hint. */
function nearest(asked: string): string {
  const family = /^(?:HW-)?(\d{2})/u.exec(asked)?.[1];
  const numbers = Object.values(registry)
    .map(({ number }) => number)
    .filter((number) => family !== undefined && number.startsWith(`HW-${family}`));
  return numbers.length === 0 ? "; codes look like HW-1401" : `; did you mean ${numbers.slice(0, 4).join(", ")}?`;
}
