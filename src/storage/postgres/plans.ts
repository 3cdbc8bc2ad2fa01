import type { WorkspaceId } from "#core/ids.ts";
import type { KeptItem, KeptPlan, PlanItemFilter, PlanOutcome, PlanStore, PlanTally } from "#core/ports/plan-store.ts";
import { deletesIn, planSymbols } from "#core/sync/plan-groups.ts";
import type { PlanItem, PlanSymbol } from "#core/sync/sync-plan.ts";
import { chunksOf } from "#lib/chunks-of.ts";
import { must } from "#lib/must.ts";
import type { Announcer } from "./announcer.ts";
import { clean, cleanId, statement, type Database, type Transaction } from "./database.ts";

/** Items of one statement. */
const CHUNK = 500;
/** Parts field names in a text; no name holds it. */
const UNIT = "\u001F";

const put = statement(
  "put-plan",
  `
  INSERT INTO plans (workspace_id, id, bridge_id, made_at, document) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (workspace_id, id) DO UPDATE SET document = excluded.document`,
);
const find = statement("find-plan", "SELECT document FROM plans WHERE workspace_id = $1 AND id = $2");
const lock = statement("lock-plan", "SELECT document FROM plans WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE");
const list = statement(
  "list-plans",
  "SELECT document FROM plans WHERE workspace_id = $1 AND ($2::text IS NULL OR bridge_id = $2) ORDER BY made_at DESC, id DESC LIMIT $3",
);
const add = statement(
  "add-plan-items",
  `
  INSERT INTO plan_items
    (workspace_id, plan_id, rank, position, symbol, reason, fields, search, link_id, left_id, right_id, writes, deletes, picked, outcome, document)
  SELECT $1, $2, n.rank, n.position, n.symbol, n.reason, string_to_array(n.fields, E'\\x1F'), n.search, n.link_id, n.left_id, n.right_id, n.writes, n.deletes,
    n.picked, n.outcome, n.document
  FROM ROWS FROM (
    unnest($3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::int[], $13::int[], $14::boolean[],
      $15::text[]),
    json_array_elements($16::json)
  ) AS n (rank, position, symbol, reason, fields, search, link_id, left_id, right_id, writes, deletes, picked, outcome, document)`,
);

const DUE = "i.writes > 0 AND i.picked AND i.outcome IS NULL";
const FILTER = `i.workspace_id = $1 AND i.plan_id = $2 AND ($3::text IS NULL OR i.symbol = $3) AND ($4::text IS NULL OR $4 = ANY (i.fields))
  AND ($5::text IS NULL OR i.reason = $5) AND ($6::text IS NULL OR i.search LIKE $6) AND ($7::text IS NULL OR i.outcome = $7)
  AND ($8::int[] IS NULL OR i.position = ANY ($8)) AND (NOT $9::boolean OR (${DUE}))`;
const page = statement(
  "list-plan-items",
  `SELECT i.position, i.fields, i.picked, i.outcome, i.document FROM plan_items i WHERE ${FILTER} ORDER BY i.rank, i.position OFFSET $10 LIMIT $11`,
);
const count = statement("count-plan-items", `SELECT count(*)::int AS count FROM plan_items i WHERE ${FILTER}`);
const pick = statement(
  "pick-plan-items",
  `
  WITH picked AS (UPDATE plan_items i SET picked = $10 WHERE ${FILTER} AND i.writes > 0 AND i.outcome IS NULL RETURNING 1)
  SELECT count(*)::int AS count FROM picked`,
);
// In whichever group: named, so that the key finds each item without looking through the plan.
const note = statement(
  "note-plan-outcomes",
  `
  UPDATE plan_items i SET outcome = n.outcome FROM unnest($3::int[], $4::text[]) AS n (position, outcome)
  WHERE i.workspace_id = $1 AND i.plan_id = $2 AND i.rank = ANY ($5::int[]) AND i.position = n.position`,
);
const tally = statement(
  "tally-plan",
  `
  SELECT count(*)::int AS records, COALESCE(sum(i.writes), 0)::int AS writes, COALESCE(sum(i.deletes), 0)::int AS deletes
  FROM plan_items i WHERE i.workspace_id = $1 AND i.plan_id = $2 AND ${DUE}`,
);

interface StoredItem {
  readonly position: number;
  readonly fields: readonly string[];
  readonly picked: boolean;
  readonly outcome: PlanOutcome | null;
  readonly document: PlanItem;
}

/** Plans kept for people. */
export function createPlans(database: Database, announcer: Announcer): PlanStore {
  const save = (transaction: Transaction, plan: KeptPlan): Promise<unknown> =>
    transaction.rows(put, [plan.workspaceId, plan.id, plan.bridgeId, plan.madeAt, JSON.stringify(plan)]);
  const told = (workspaceId: WorkspaceId): void => announcer.announce("plan", workspaceId);
  return {
    async savePlan(plan) {
      await database.inWorkspace(plan.workspaceId, (transaction) => save(transaction, plan));
      told(plan.workspaceId);
    },
    async changePlan(workspaceId, id, change) {
      const changed = await database.inWorkspace(workspaceId, async (transaction) => {
        const [row] = await transaction.rows<{ document: KeptPlan }>(lock, [workspaceId, cleanId(id)]);
        const next = row === undefined ? null : change(row.document);
        if (next !== null) await save(transaction, next);
        return next;
      });
      if (changed !== null) told(workspaceId);
      return changed;
    },
    keptPlan: async (workspaceId, id) =>
      (await database.read<{ document: KeptPlan }>(workspaceId, find, [workspaceId, cleanId(id)]))[0]?.document ?? null,
    keptPlans: async (workspaceId, { bridgeId = null, limit }) =>
      (await database.read<{ document: KeptPlan }>(workspaceId, list, [workspaceId, bridgeId, limit])).map(({ document }) => document),
    async addPlanItems(workspaceId, id, items) {
      await database.inWorkspace(workspaceId, async (transaction) => {
        let before: Promise<unknown> = Promise.resolve();
        for (const chunk of chunksOf(items, CHUNK)) {
          // Made ready while the server stores those before.
          const columns = columnsOf(chunk);
          await before;
          before = transaction.rows(add, [workspaceId, id, ...columns]);
        }
        await before;
      });
    },
    async planItems(workspaceId, id, { from, limit, ...filter }) {
      const values = valuesOf(workspaceId, id, filter);
      const [items, totals] = await Promise.all([
        database.read<StoredItem>(workspaceId, page, [...values, from, limit]),
        database.read<{ count: number }>(workspaceId, count, values),
      ]);
      return { items: items.map(({ document, ...row }) => ({ ...row, item: document })), total: totals[0]?.count ?? 0 };
    },
    async pickPlanItems(workspaceId, id, which, picked) {
      const [row] = await database.inWorkspace(workspaceId, (transaction) =>
        transaction.rows<{ count: number }>(pick, [...valuesOf(workspaceId, id, which), picked]),
      );
      told(workspaceId);
      return row?.count ?? 0;
    },
    async notePlanOutcomes(workspaceId, id, outcomes) {
      const values = [workspaceId, id, outcomes.map(({ position }) => position), outcomes.map(({ outcome }) => outcome), planSymbols.map(rankOf)];
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(note, values));
      told(workspaceId);
    },
    planTally: async (workspaceId, id) => must((await database.read<PlanTally>(workspaceId, tally, [workspaceId, cleanId(id)]))[0], "a tally"),
  };
}

const rankOf = (symbol: PlanSymbol): number => planSymbols.indexOf(symbol);

const valuesOf = (workspaceId: string, id: string, filter: PlanItemFilter): readonly unknown[] => [
  workspaceId,
  cleanId(id),
  filter.symbol ?? null,
  filter.field === undefined ? null : clean(filter.field),
  filter.reason === undefined ? null : clean(filter.reason),
  filter.search === undefined ? null : `%${clean(filter.search.toLowerCase()).replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`,
  filter.outcome ?? null,
  filter.positions ?? null,
  filter.due === true,
];

/** The documents as one text, which needs no second quoting on its way as the elements of a list do. */
function columnsOf(items: readonly KeptItem[]): readonly unknown[] {
  return [
    items.map(({ item }) => rankOf(item.symbol)),
    items.map(({ position }) => position),
    items.map(({ item }) => item.symbol),
    items.map(({ item }) => clean(item.because)),
    items.map(({ fields }) => fields.join(UNIT)),
    items.map(({ item }) => clean([item.title, item.leftId, item.rightId].join("\n").toLowerCase())),
    items.map(({ item }) => item.linkId),
    items.map(({ item }) => (item.leftId === null ? null : clean(item.leftId))),
    items.map(({ item }) => (item.rightId === null ? null : clean(item.rightId))),
    items.map(({ item }) => item.operations.length),
    items.map(({ item }) => deletesIn(item)),
    items.map(({ picked }) => picked),
    items.map(({ outcome }) => outcome),
    JSON.stringify(items.map(({ item }) => item)),
  ];
}
