import type pg from "pg";
import type { Instant } from "#core/ids.ts";
import { withClient } from "../reach-postgres.ts";
import { SCHEMA } from "./database.ts";

/** One day, in milliseconds. */
export const DAY_MS = 86_400_000;
/** Bodies live 14 days, calls to vendors 7, the journal 400 (design, privacy). */
const [BODY_DAYS, CALL_DAYS, JOURNAL_DAYS, JOURNAL_WIDTH_DAYS] = [14, 7, 400, 30] as const;

/** Makes partitions a few days ahead and drops those whose time is over. */
export function keepPartitions(connection: pg.ClientConfig, now: Instant): Promise<void> {
  return withClient(connection, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}, pg_catalog`);
    for (const [table, days] of [
      ["inbox", BODY_DAYS],
      ["vendor_calls", CALL_DAYS],
    ] as const) {
      const values = [DAY_MS, now, now + 7 * DAY_MS, now - days * DAY_MS, table];
      await client.query("SELECT make_partitions($5, $1, $2, $3), drop_partitions($5, $1, $4)", values);
    }
    const width = JOURNAL_WIDTH_DAYS * DAY_MS;
    await client.query("SELECT make_partitions('journal', $1, $2, $3), drop_partitions('journal', $1, $4)", [
      width,
      now,
      now + 2 * width,
      now - JOURNAL_DAYS * DAY_MS,
    ]);
  });
}

/** Makes the partitions in which a journal of the past belongs, so that retention finds its entries when their time is over. */
export function makePastPartitions(connection: pg.ClientConfig, now: Instant): Promise<void> {
  return withClient(connection, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}, pg_catalog`);
    await client.query("SELECT make_partitions('journal', $1, $2, $3)", [JOURNAL_WIDTH_DAYS * DAY_MS, now - JOURNAL_DAYS * DAY_MS, now + 1]);
  });
}
