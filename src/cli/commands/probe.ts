import { HighwireError } from "#core/errors.ts";
import type { Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";

/** Asks the vendors, or the built-in sandboxes, whether they still answer as our clients expect. */
export const probe: Run = async ({ output, settings, session, log }, given) => {
  const { probeConnections, probeSandboxes } = await import("#main/probe-vendors.ts");
  const live = given.flags["live"] === true;
  const opened = live ? await session() : null;
  if (opened !== null && (await opened.ports.store.connections(opened.workspaceId)).length === 0) throw new HighwireError("HW_NOT_CONNECTED");
  const results = opened === null ? await probeSandboxes(settings, log) : await probeConnections(opened);
  output.document("probe", { live, results });
  for (const { name, findings } of results) {
    output.data(
      `${name}: ${findings.length === 0 ? "as expected" : `${String(findings.length)} ${findings.length === 1 ? "difference" : "differences"}`}`,
    );
    for (const finding of findings) output.data(`  ${finding}`);
  }
  return results.some(({ findings }) => findings.length > 0) ? exitCodes.vendorRefused : exitCodes.done;
};
