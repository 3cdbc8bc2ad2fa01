import { destination, pino } from "pino";
import type { Log, LogFields } from "#core/ports/log.ts";
import type { Settings } from "./options.ts";

/** Longest text that a log field may hold: ids, codes and names of events fit, bodies do not. */
const MAX_TEXT = 200;

/** Log of one process: JSON lines on stderr, because stdout belongs to data. Only short scalars pass (P5). */
export function createLog(level: Settings["logLevel"]): Log {
  const logger = pino({ level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` }, destination({ dest: 2, sync: true }));
  const write =
    (severity: "debug" | "info" | "warn" | "error") =>
    (event: string, fields: LogFields = {}): void => {
      logger[severity](allowed(fields), event);
    };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

/** Keeps numbers, switches and short texts; anything else is named by its type, so that a slip shows but does not leak. */
export function allowed(fields: LogFields): Record<string, string | number | boolean | null> {
  const kept: Record<string, string | number | boolean | null> = {};
  for (const [name, value] of Object.entries(fields as Readonly<Record<string, unknown>>)) {
    if (value === undefined) continue;
    if (value === null || typeof value === "number" || typeof value === "boolean") kept[name] = value;
    else if (typeof value === "string") kept[name] = value.length > MAX_TEXT ? `(text of ${String(value.length)} characters)` : value;
    else kept[name] = `(${typeof value})`;
  }
  return kept;
}
