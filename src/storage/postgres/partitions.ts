import type pg from "pg";
import type { Instant } from "#core/ids.ts";
import { retentionRules } from "#core/policy/retention.ts";
import { withClient } from "../reach-postgres.ts";
import { SCHEMA } from "./database.ts";
import { keptDays, longestKept } from "./kept-days.ts";

/** One day, in milliseconds. */
export const DAY_MS = 86_400_000;
/** Days of one partition of the journal. */
const JOURNAL_WIDTH_DAYS = 30;

/** Makes partitions a few days ahead and drops those whose time is over in every workspace. */
export function keepPartitions(connection: pg.ClientConfig, now: Instant): Promise<void> {
  return withClient(connection, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}, pg_catalog`);
    const kept = longestKept((await keptDays(client)).values());
    for (const [table, days] of [
      ["inbox", kept.bodies],
      ["vendor_calls", kept.calls],
    ] as const) {
      const values = [DAY_MS, now, now + 7 * DAY_MS, now - days * DAY_MS, table];
      await client.query("SELECT make_partitions($5, $1, $2, $3), drop_partitions($5, $1, $4)", values);
    }
    const width = JOURNAL_WIDTH_DAYS * DAY_MS;
    await client.query("SELECT make_partitions('journal', $1, $2, $3), drop_partitions('journal', $1, $4)", [
      width,
      now,
      now + 2 * width,
      now - kept.journal * DAY_MS,
    ]);
  });
}

/** Makes the partitions in which a journal of the past belongs, so that retention finds its entries when their time is over. */
export function makePastPartitions(connection: pg.ClientConfig, now: Instant): Promise<void> {
  return withClient(connection, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}, pg_catalog`);
    await client.query("SELECT make_partitions('journal', $1, $2, $3)", [
      JOURNAL_WIDTH_DAYS * DAY_MS,
      now - retentionRules.journal.most * DAY_MS,
      now + 1,
    ]);
  });
}
