import { counted } from "#lib/counted.ts";
import { vendorName } from "#core/vendor-name.ts";
import type { Run } from "../command-context.ts";
import { entityWords } from "#core/entity-words.ts";
import { exitCodes } from "../exit-codes.ts";
import { ageText } from "../time-words.ts";

export const status: Run = async ({ output, session }) => {
  const { app } = await session();
  const now = await app.status();
  output.document("status", { status: now });
  const line = (name: string, text: string): void => output.data(output.style.plain ? `${name}\t${text}` : `${name.padEnd(18)}${text}`);
  line("Store", `${now.store.kind}, PostgreSQL ${now.store.version}`);
  for (const connection of now.connections) {
    line(
      vendorName(connection.vendor),
      `${connection.name}: ${connection.state}${connection.pausedBecause === null ? "" : ` (${connection.pausedBecause})`}${connection.sandbox ? ", sandbox" : ""}`,
    );
  }
  for (const { bridge, counts, sweepAgeMs, backfill } of now.bridges) {
    line("Bridge", `${bridge.name}: ${bridge.mode}${bridge.brake === null ? "" : ", stopped by the mass-delete brake"}`);
    line(
      `  ${entityWords[bridge.entity]}`,
      `${String(counts["in-sync"])} in step, ${String(counts.waiting)} waiting, ${counted(counts.openConflicts, "conflict")}, ${String(counts.failing)} failing, ${String(counts.excluded)} excluded`,
    );
    line("  full sweep", `HighLevel ${ageText(sweepAgeMs.highlevel)}, incident.io ${ageText(sweepAgeMs.incident)}`);
    if (backfill.state === "running")
      line("  first load", `${String(backfill.done)}${backfill.total === null ? "" : ` of ${String(backfill.total)}`}`);
  }
  for (const quota of now.quotas) {
    line(
      "Quota",
      `${vendorName(quota.vendor)} ${String(quota.used)} of ${String(quota.limit)} in ${String(quota.windowMs / 1_000)} s${quota.dayLimit === null ? "" : `, today ${String(quota.dayUsed ?? 0)} of ${String(quota.dayLimit)}`}`,
    );
  }
  if (now.connections.length === 0) output.note("No account is connected. Next: highwire connect highlevel --location <id> --token-file <file>");
  return exitCodes.done;
};
