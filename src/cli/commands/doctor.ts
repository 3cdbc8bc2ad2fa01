import type { Checkup } from "#core/checkup.ts";
import type { Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { oneLine, type Output } from "../output.ts";

/** Checks all and ends with 0 only when nothing fails; warnings do not count. */
export const doctor: Run = async ({ output, settings, session }) => {
  const { checkMachine, checkSession, storeFailed } = await import("#main/doctor.ts");
  const machine = await checkMachine(settings);
  const opened = await session().catch((error: unknown) => storeFailed(error));
  const rest = "app" in opened ? await checkSession(opened) : [opened];
  const checks = [...machine, ...rest];
  output.document("doctor", { checks });
  const width = Math.max(...checks.map(({ name }) => oneLine(name).length)) + 2;
  for (const check of checks) output.data(checkLine(output, check, width));
  return checks.some(({ state }) => state === "fail") ? exitCodes.notConfigured : exitCodes.done;
};

function checkLine(output: Output, { name, state, says, fix }: Checkup, width: number): string {
  if (output.style.plain) return [state, name, says, fix ?? ""].map(oneLine).join("\t");
  const mark = { ok: output.paint("green", "✓"), warn: output.paint("yellow", "!"), fail: output.paint("red", "✗") }[state];
  return `${mark} ${oneLine(name).padEnd(width)}${oneLine(says)}${fix === null ? "" : `\n    ${output.paint("dim", "fix")}  ${fix}`}`;
}
