import { HighwireError } from "#core/errors.ts";
import type { Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { untilStopped } from "../until-stopped.ts";
import { watchDatabase } from "../watch-database.ts";

/** Reconciles and sweeps beside a serving process, until Ctrl-C. */
export const worker: Run = async (context) => {
  if (context.settings.databaseUrl === null) {
    throw new HighwireError("HW_CONFIG_MISSING", {
      option: "DATABASE_URL",
      detail: "a worker shares a PostgreSQL with others, so DATABASE_URL must name it",
    });
  }
  const session = await context.session();
  session.startWork();
  context.output.document("working", { pid: process.pid });
  context.output.note(`Worker ${String(process.pid)} is running. Press Ctrl-C to stop.`);
  const stopWatching = watchDatabase(context, session);
  await untilStopped(context.signal);
  stopWatching();
  context.output.note("Stopping …");
  return exitCodes.done;
};
