import { HighwireError } from "#core/errors.ts";
import type { Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";

/** Asks the vendors, or the built-in sandboxes, whether they still answer as our clients expect. */
export const probe: Run = async ({ output, settings, session, log }, given) => {
  const { probeConnections, probeSandboxes } = await import("#main/probe-vendors.ts");
  const live = given.flags["live"] === true;
  const writes = given.flags["writes"] === true;
  const opened = live ? await session() : null;
  if (opened !== null && (await opened.ports.store.connections(opened.workspaceId)).length === 0) throw new HighwireError("HW_NOT_CONNECTED");
  const results = opened === null ? await probeSandboxes(settings, log, writes) : await probeConnections(opened, writes);
  output.document("probe", { live, writes, results });
  for (const { name, findings } of results) {
    output.data(
      `${name}: ${findings.length === 0 ? "as expected" : `${String(findings.length)} ${findings.length === 1 ? "difference" : "differences"}`}`,
    );
    for (const finding of findings) output.data(`  ${finding}`);
  }
  return results.some(({ findings }) => findings.length > 0) ? exitCodes.vendorRefused : exitCodes.done;
};
