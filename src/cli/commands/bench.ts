import { numberFlag, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";

export const ingest: Run = async ({ output, settings, log, signal }, given) => {
  const seconds = numberFlag(given, "seconds", "--seconds", 10, [1, 120]);
  const connections = numberFlag(given, "connections", "--connections", 50, [1, 1_000]);
  const { benchIngest } = await import("#main/bench/bench-ingest.ts");
  output.note(`Measuring both in turn, ${String(seconds)} s each, with ${String(connections)} sockets each …`);
  const result = await benchIngest({ settings, log, seconds, connections, signal });
  output.document("bench-ingest", { ...result });
  output.table(
    ["RUN", "EVENTS/S", "P50 MS", "P99 MS", "ANSWERED", "REFUSED"],
    [
      ["durable", result.durable],
      ["acknowledger without a database", result.acknowledger],
    ].map(([name, report]) =>
      typeof report === "object" ? [String(name), report.perSecond, report.p50, report.p99, report.answered, report.refused].map(String) : [],
    ),
  );
  output.data(`Durable ingest runs at ${(result.ratio * 100).toFixed(0)} % of the same server without a database.`);
  return result.durable.refused + result.acknowledger.refused > 0 ? exitCodes.bug : exitCodes.done;
};

export const backfill: Run = async ({ output, progress, settings, log, signal }, given) => {
  const contacts = numberFlag(given, "contacts", "--contacts", 10_000, [1, 50_000]);
  const { benchBackfill } = await import("#main/bench/bench-backfill.ts");
  const result = await benchBackfill({ settings, log, contacts, onProgress: (step) => progress.report(step), signal });
  progress.end();
  output.document("bench-backfill", { ...result });
  output.data(
    `Loaded ${result.linked.toLocaleString("en-US")} of ${contacts.toLocaleString("en-US")} contacts in ${result.seconds.toFixed(1)} s; the limits alone need ${result.ideal_seconds.toFixed(1)} s${result.ratio === null ? "" : ` (× ${result.ratio.toFixed(2)})`}.`,
  );
  output.data(
    `Calls: HighLevel ${String(result.calls.highlevel)} (least ${String(result.ideal_calls.highlevel)}), incident.io ${String(result.calls.incident)} (least ${String(result.ideal_calls.incident)}). Over a limit: ${String(result.limit_violations)}.`,
  );
  output.note(`The least: ${result.how}.`);
  return result.limit_violations > 0 || result.linked < contacts ? exitCodes.bug : exitCodes.done;
};
