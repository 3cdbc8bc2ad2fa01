import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { chainHash, type ChainedContent } from "./postgres/journal-chain.ts";
import { newestRuns } from "./postgres/journal.ts";
import { DAY_MS } from "./postgres/partitions.ts";
import { dropWhatIsOver } from "./postgres/retention.ts";
import { claimed, conflict, entry, event, intent, makeWorld, settlement, T0, vendorCall, type World } from "./store-contract/contract-world.ts";
import { openTestStore, type TestStore } from "./store-contract/open-test-store.ts";
import { mappingVersion } from "./store-contract/mapping-contract.ts";
import { keepPlan } from "./store-contract/plan-contract.ts";
import { fillWorkflows } from "./store-contract/workflow-samples.ts";
import { aChannel, anAlert } from "./store-contract/alert-contract.ts";
import { fillAccounts } from "./store-contract/account-samples.ts";

/** They answer questions that come before a workspace is known, and hold ids and counts only. */
const openByDesign = ["account_holders", "bridge_work", "workspaces"];

let store: Store;
let owner: pg.Client;
let connection: pg.ClientConfig;
let opened: TestStore;
let world: World;

beforeAll(async () => {
  opened = await openTestStore(systemClock.now());
  ({ store, owner, connection } = opened);
  world = await makeWorld(store);
  await fill(world);
});
afterAll(async () => opened.end());

/** Rows in every table that says something about a workspace. */
async function fill({ workspaceId, bridge }: World): Promise<void> {
  await fillAccounts(store, workspaceId);
  await store.saveSecret(workspaceId, "token", "hidden");
  await store.saveCursor(workspaceId, "sweep", "place");
  await store.saveChoice(workspaceId, "retention", "{}");
  await store.commitEvents([event(world, "e1", "c1")], T0);
  const link = await claimed(world, "c1");
  await store.noteCalls(workspaceId, [vendorCall(link.id, T0)]);
  const mine = intent(link);
  await store.recordIntents(workspaceId, [mine], T0);
  await store.settle(workspaceId, [settlement(link, { open: [conflict("email")], journal: [entry()], patch: { leftKeys: ["key"] } })], T0);
  await store.touchSeen(workspaceId, bridge.id, "highlevel", ["c1"], T0);
  await store.giveIncidentPage(workspaceId, { connectionId: bridge.right, incidentId: "incident" }, ["page"]);
  const visit = { workspaceId, pageId: "page", who: "user:1", email: "ada@example.com", expiresAt: T0 + DAY_MS };
  await store.saveShareLink({ id: "link", workspaceId, pageId: "page", keyHash: "key", madeBy: "user:1", madeAt: T0, expiresAt: T0 + DAY_MS });
  await store.saveDoorCode({ ...visit, challengeHash: "asked", codeHash: "code", tries: 5, madeAt: T0 }, 3);
  await store.saveVisit({ ...visit, tokenHash: "token", linkId: null, reveals: false });
  await keepPlan(store, world);
  await fillWorkflows(store, workspaceId);
  await store.mappings.keep(workspaceId, mappingVersion({ bridge }, 1));
  await store.alerts.saveChannel(workspaceId, aChannel("channel"));
  await store.alerts.saveRules(workspaceId, { conflictHours: 24, silenceHours: 24 });
  await store.alerts.change(workspaceId, { raise: [anAlert("alert")], end: [], recount: [] }, T0);
  await store.alerts.hand(workspaceId, [{ alertId: "alert", channelId: "channel" }], T0);
  await store.views.save(workspaceId, { id: "v1", page: "contacts", owner: "ada", shared: false, name: "Mine", query: {}, createdAt: T0 });
  const record = { kind: "task", recordId: "t1", linkId: link.id, bridgeId: bridge.id, at: T0, label: null, contactId: "c1" } as const;
  const rows = [{ at: T0, subject: bridge.id, counts: { write: 1 } }];
  await store.dashboards.countJournal(workspaceId, 10, () => ({ rows, open: [record], closed: [], ended: [] }));
}

async function tablesOfWorkspaces(): Promise<readonly string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
     WHERE c.relnamespace = 'highwire'::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped ORDER BY 1`,
  );
  return rows.map(({ name }) => name).filter((name) => !openByDesign.includes(name));
}

/** What the application's role sees of a table after it has named that workspace, or none. */
async function seenAs(table: string, workspaceId: string | null): Promise<number> {
  await owner.query("BEGIN");
  try {
    await owner.query("SET LOCAL ROLE highwire_app");
    if (workspaceId !== null) await owner.query("SELECT set_config('highwire.workspace', $1, true)", [workspaceId]);
    const { rows } = await owner.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    return Number(rows[0]?.count);
  } finally {
    await owner.query("ROLLBACK");
  }
}

describe("row-level security", () => {
  it("T1 closes every table that says something about a workspace, for the owner as well", async () => {
    const { rows } = await owner.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_catalog.pg_class c WHERE c.relnamespace = 'highwire'::regnamespace AND c.relkind IN ('r', 'p')
         AND c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid) ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(await tablesOfWorkspaces());
  });

  it("T1 shows the application's role nothing of a workspace that it has not named, and what there is of one that it has", async () => {
    // Partitions are reached through their tables only: the role has no right on them.
    const tables = (await tablesOfWorkspaces()).filter((name) => !/_(?:default|\d+)$/u.test(name));
    expect(tables.length).toBeGreaterThanOrEqual(14);
    for (const table of tables) {
      const seen = [await seenAs(table, world.workspaceId), await seenAs(table, null), await seenAs(table, "another")];
      expect([table, (seen[0] ?? 0) > 0, ...seen.slice(1)]).toEqual([table, true, 0, 0]);
    }
  });

  it("T1 cannot be stepped around by the application's role, which owns nothing", async () => {
    const { rows } = await owner.query<{ rolsuper: boolean; rolbypassrls: boolean; owns: string }>(
      `SELECT rolsuper, rolbypassrls, (SELECT count(*) FROM pg_catalog.pg_class WHERE relowner = r.oid) AS owns
       FROM pg_catalog.pg_roles r WHERE rolname = 'highwire_app'`,
    );
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, owns: "0" }]);
  });
});

it("A3 a run is found by the index of runs, not by looking through the journal", async () => {
  const { workspaceId } = await makeWorld(store);
  await store.appendJournal(workspaceId, [entry({ kind: "run", detail: { plan: "a" } }), ...Array.from({ length: 3_000 }, () => entry())], T0);
  await owner.query("ANALYZE journal");
  const { rows: partial } = await owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
     WHERE c.relnamespace = 'highwire'::regnamespace AND pg_catalog.pg_get_expr(i.indpred, i.indrelid) LIKE '%run%'`,
  );
  const { rows } = await owner.query<{ "QUERY PLAN": unknown }>(`EXPLAIN (FORMAT JSON) ${newestRuns.text}`, [workspaceId, 1, "a"]);
  const used = [...JSON.stringify(rows).matchAll(/"Index Name":"([^"]+)"/gu)].map(([, name]) => name);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((name) => !partial.some((index) => index.name === name))).toEqual([]);
  expect(JSON.stringify(rows)).not.toContain('"Seq Scan"');
});

describe("the journal's hash chain", () => {
  /** A chain of five entries, tampered with by somebody who can write to the database; says what a check then finds. */
  async function tamperedWith(
    change: string | ((workspaceId: string) => Promise<void>),
  ): Promise<{ readonly checked: number; readonly brokenAt: string | null }> {
    const { workspaceId } = await makeWorld(store);
    for (let n = 1; n <= 5; n += 1)
      await store.appendJournal(
        workspaceId,
        [entry({ detail: { n }, values: [{ field: "email", before: null, after: `a${String(n)}@example.com` }] })],
        T0 + n,
      );
    expect(await store.verifyJournal(workspaceId)).toEqual({ checked: 5, brokenAt: null });
    if (typeof change === "string") await owner.query(change, [workspaceId]);
    else await change(workspaceId);
    return store.verifyJournal(workspaceId);
  }

  it.each([
    ["whose evidence was changed", `UPDATE journal SET detail = '{"n":9}' WHERE workspace_id = $1 AND seq = 3`, 3],
    ["whose time was changed", "UPDATE journal SET at = at + 1 WHERE workspace_id = $1 AND seq = 3", 3],
    ["whose cause was changed", `UPDATE journal SET cause = '["person"]' WHERE workspace_id = $1 AND seq = 3`, 3],
    ["whose values' hash was changed", "UPDATE journal SET values_hash = 'x' WHERE workspace_id = $1 AND seq = 3", 3],
    ["whose own hash was changed", "UPDATE journal SET hash = repeat('0', 64) WHERE workspace_id = $1 AND seq = 3", 3],
    ["that is missing in the middle", "DELETE FROM journal WHERE workspace_id = $1 AND seq = 3", 3],
    ["that is missing at the end", "DELETE FROM journal WHERE workspace_id = $1 AND seq = 5", 5],
  ])("A1 names an entry %s", async (_how, change, seq) => {
    expect(await tamperedWith(change)).toEqual({ checked: seq - 1, brokenAt: String(seq).padStart(16, "0") });
  });

  it("A1 names the entry after one that was rewritten together with its hash", async () => {
    const rewrite = async (workspaceId: string): Promise<void> => {
      const { rows } = await owner.query<{ prev_hash: string; content: ChainedContent }>(
        `SELECT prev_hash, json_build_object('workspaceId', workspace_id, 'seq', seq, 'at', at, 'kind', kind, 'linkId', link_id, 'bridgeId', bridge_id,
           'intentId', intent_id, 'side', side, 'cause', cause, 'detail', json_build_object('n', 9), 'valuesHash', values_hash) AS content
         FROM journal WHERE workspace_id = $1 AND seq = 3`,
        [workspaceId],
      );
      const { prev_hash: previous, content } = must(rows[0], "the third entry");
      await owner.query("UPDATE journal SET detail = $2, hash = $3 WHERE workspace_id = $1 AND seq = 3", [
        workspaceId,
        JSON.stringify(content.detail),
        chainHash(previous, content),
      ]);
    };
    expect(await tamperedWith(rewrite)).toEqual({ checked: 3, brokenAt: "4".padStart(16, "0") });
  });

  it("A1 fits although retention emptied values or dropped the oldest entries", async () => {
    expect(await tamperedWith("UPDATE journal SET sealed_values = NULL WHERE workspace_id = $1")).toEqual({ checked: 5, brokenAt: null });
    expect(await tamperedWith("DELETE FROM journal WHERE workspace_id = $1 AND seq < 3")).toEqual({ checked: 3, brokenAt: null });
  });
});

describe("retention", () => {
  const tables = ["inbox_keys", "intents", "conflicts", "links", "journal"] as const;
  type Rows = Readonly<Record<(typeof tables)[number], number>>;

  async function rowsAfter({ workspaceId }: World, days: number): Promise<Rows> {
    await dropWhatIsOver(connection, T0 + days * DAY_MS);
    const counts: [string, number][] = [];
    for (const table of tables) {
      const { rows } = await owner.query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE workspace_id = $1`, [workspaceId]);
      counts.push([table, Number(rows[0]?.count)]);
    }
    return Object.fromEntries(counts) as Rows;
  }

  /** 2,500 events of a time, which is more than one statement drops; a finished and an unfinished write; a closed and an open conflict. */
  async function worldOfThePast(): Promise<World> {
    const past = await makeWorld(store);
    const { workspaceId } = past;
    await store.appendJournal(workspaceId, [entry()], T0);
    const [done, open] = [await claimed(past, "c1"), await claimed(past, "c2")];
    await store.recordIntents(workspaceId, [intent(done), intent(open)], T0);
    await store.settle(workspaceId, [settlement(done, { open: [conflict("email")] }), settlement(open, { open: [conflict("phone")] })], T0);
    await owner.query(
      `INSERT INTO inbox_keys (workspace_id, source, event_id, connection_id, type, received_at)
       SELECT $1, 'highlevel', 'old' || n, 'connection', 'ContactUpdate', $2 FROM generate_series(1, 2500) AS n`,
      [workspaceId, T0],
    );
    await owner.query("UPDATE conflicts SET closed_at = $2 WHERE workspace_id = $1 AND field = 'email'", [workspaceId, T0]);
    await owner.query("UPDATE intents SET state = 'confirmed', finished_at = $2 WHERE workspace_id = $1 AND link_id = $3", [
      workspaceId,
      T0,
      done.id,
    ]);
    await owner.query("UPDATE intents SET state = 'unknown', finished_at = NULL WHERE workspace_id = $1 AND link_id = $2", [workspaceId, open.id]);
    return past;
  }

  it("X3 keeps keys of webhooks and finished writes for 90 days, closed conflicts for 400, and what is not over for good", async () => {
    const past = await worldOfThePast();
    const before = await rowsAfter(past, 0);
    expect(before).toMatchObject({ inbox_keys: 2_500, intents: 2, conflicts: 2, links: 2 });
    expect(await rowsAfter(past, 90)).toEqual(before);
    expect(await rowsAfter(past, 91)).toEqual({ ...before, inbox_keys: 0, intents: 1 });
    expect(await rowsAfter(past, 400)).toMatchObject({ conflicts: 2 });
    expect(await rowsAfter(past, 401)).toEqual({ ...before, inbox_keys: 0, intents: 1, conflicts: 1 });
    expect(await store.verifyJournal(past.workspaceId)).toEqual({ checked: before.journal, brokenAt: null });
  });

  it("A3 keeps the values of a write for 30 days, and the journal whole without them", async () => {
    const { workspaceId } = await makeWorld(store);
    const written = entry({ values: [{ field: "email", before: null, after: "ada@example.com" }] });
    await store.appendJournal(
      workspaceId,
      Array.from({ length: 1_001 }, () => written),
      T0,
    );
    await store.appendJournal(workspaceId, [written], T0 + DAY_MS);
    const withValues = async (): Promise<number> =>
      (await store.journal(workspaceId, { limit: 2_000 })).filter(({ values }) => values.length > 0).length;
    await dropWhatIsOver(connection, T0 + 30 * DAY_MS);
    expect(await withValues()).toBe(1_002);
    await dropWhatIsOver(connection, T0 + 30 * DAY_MS + 1);
    expect(await withValues()).toBe(1);
    expect(await store.verifyJournal(workspaceId)).toEqual({ checked: 1_002, brokenAt: null });
  });

  it("X3 stops between two statements when it is told to", async () => {
    const past = await worldOfThePast();
    const { inbox_keys: before } = await rowsAfter(past, 0);
    await dropWhatIsOver(connection, T0 + 91 * DAY_MS, AbortSignal.abort());
    expect(await rowsAfter(past, 0)).toMatchObject({ inbox_keys: before });
  });
});
