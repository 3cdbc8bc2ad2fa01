import pg from "pg";
import type { Log } from "#core/ports/log.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { DriverFailure } from "./driver-failure.ts";

/** Schema of all our tables, so that a database of one's own may hold other things. */
export const SCHEMA = "highwire";
/** Role that owns nothing and cannot bypass row-level security. */
export const APP_ROLE = "highwire_app";

/** One SQL statement; its name lets the server keep the parsed form. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export const statement = (name: string, text: string): Statement => ({ name, text });

/** A statement with its values. */
export type Query = readonly [statement: Statement, values?: readonly unknown[]];

/** What runs inside one transaction. */
export interface Transaction {
  rows<Row>(...query: Query): Promise<readonly Row[]>;
  /** Sends the last statement: the transaction's end goes right behind it, so that its locks wait for nobody here. If it fails, all of it has. */
  last(...query: Query): void;
  /** Names the workspace whose rows the rest of the transaction may see. */
  enter(workspaceId: string): Promise<void>;
}

export interface DatabaseOptions {
  readonly connection: pg.PoolConfig;
  /** Take on the application's role after connecting; false when the connection's user is that role, or has no such role. */
  readonly setRole: boolean;
  readonly log: Log;
  /** Connections at most. Default 16. */
  readonly size?: number;
  /** Longest wait for a row lock, in milliseconds. Default 15 s. */
  readonly lockTimeoutMs?: number;
  /** Longest time a transaction may sit still, in milliseconds. Default 60 s. */
  readonly idleTimeoutMs?: number;
}

export interface Database {
  /** One transaction over the rows of one workspace; repeated when another one was in the way. */
  inWorkspace<Result>(workspaceId: string, work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /** One statement that only reads, over the rows of one workspace, or of the tables without workspaces: one trip to the server. */
  read<Row>(workspaceId: string | null, ...query: Query): Promise<readonly Row[]>;
  /** One transaction whose statements are all known: it goes in one trip, so that its locks wait for nobody here. Resolves with the last one's rows. */
  inOneTrip<Row>(workspaceId: string, queries: readonly Query[]): Promise<readonly Row[]>;
  /** One transaction that sees only the tables without workspaces, until it enters one. */
  open<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const MAX_TRIES = 6;
const CONNECT_MS = 10_000;

/** bigint columns hold milliseconds and counters, all below 2^53. */
const parsers = {
  getTypeParser: (oid: number, format?: "text" | "binary") => (oid === 20 ? Number : pg.types.getTypeParser(oid, format as "text")),
} as pg.CustomTypesConfig;

/**
 * What each connection is set to. Plans never depend on statistics, which know nothing of a table that has just grown: every hot statement has
 * an index to use, and names its keys by `= ANY(…)` beside a join, so that no join order reads more than the batch, at worst once for each of its
 * keys: so a batch has a few hundred. A plan made while a table was empty would be kept for ever, so none is kept.
 */
const sessionSettings = (options: DatabaseOptions): string =>
  [
    `SET search_path = ${SCHEMA}, pg_catalog`,
    "SET statement_timeout = '60s'",
    `SET lock_timeout = '${String(options.lockTimeoutMs ?? 15_000)}ms'`,
    `SET idle_in_transaction_session_timeout = '${String(options.idleTimeoutMs ?? 60_000)}ms'`,
    "SET client_min_messages = warning",
    "SET jit = off",
    "SET plan_cache_mode = force_custom_plan",
    "SET enable_seqscan = off",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    ...(options.setRole ? [`SET ROLE ${APP_ROLE}`] : []),
  ].join("; ");

/** A pool of connections. Every error that leaves it is a `HighwireError`, except those thrown by the work itself. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    ...options.connection,
    max: options.size ?? 16,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types: parsers,
    allowExitOnIdle: true,
    // Statements go out without waiting for the answer of the one before; whoever needs an answer awaits it.
    pipeline: true,
    onConnect: async (client) => {
      await client.query(sessionSettings(options));
    },
  } as pg.PoolConfig);
  pool.on("error", (error) => options.log.debug("storage.connection-lost", { what: new DriverFailure(error).what }));
  const run = <Result>(workspaceId: string | null, work: (transaction: Transaction) => Promise<Result>): Promise<Result> =>
    repeat(async () => transact(pool, workspaceId, work));
  return {
    inWorkspace: (workspaceId, work) => run(workspaceId, work),
    // Nothing was written, so a connection that broke counts as one that never began.
    read: <Row>(workspaceId: string | null, ...query: Query) => repeat(async () => oneTrip<Row>(pool, workspaceId, [query], "begin")),
    inOneTrip: <Row>(workspaceId: string, queries: readonly Query[]) => repeat(async () => oneTrip<Row>(pool, workspaceId, queries, "commit")),
    open: (work) => run(null, work),
    close: () => pool.end(),
  };
}

async function repeat<Result>(once: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error;
      const again = error.failure.mayRetry || (error.stage === "begin" && error.failure.connectionLost && tries < 3);
      if (!again || tries >= MAX_TRIES) throw error.failure.toHighwireError(error.stage === "commit" && error.failure.connectionLost);
      if (error.failure.mayRetry) await systemClock.sleep(5 * 2 ** tries * systemRandom.fraction());
    }
  }
}

/** How far a transaction came when the driver failed. */
class Unfinished extends Error {
  readonly failure: DriverFailure;
  readonly stage: "begin" | "work" | "commit";
  constructor(failure: DriverFailure, stage: Unfinished["stage"]) {
    super("a transaction failed");
    this.failure = failure;
    this.stage = stage;
  }
}

async function transact<Result>(pool: pg.Pool, workspaceId: string | null, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
  let stage: Unfinished["stage"] = "begin";
  const carryOut = async (client: pg.PoolClient, lost: (error: Error) => void): Promise<Result> => {
    const transaction = transactionOver(client);
    try {
      const begun = ask(client, begin(workspaceId)).then(() => {
        stage = "work";
      });
      const [, result] = await Promise.all([begun, work(transaction.open)]);
      stage = "commit";
      await allOf([...transaction.ending, ask(client, "COMMIT")]);
      return result;
    } catch (error) {
      transaction.end();
      if (!(error instanceof DriverFailure && error.connectionLost)) await client.query("ROLLBACK").catch(lost);
      throw error;
    }
  };
  return lend(pool, () => stage, carryOut);
}

/** Begin, statements and end go out together. `stage` is how far it may have come when the connection breaks. */
function oneTrip<Row>(pool: pg.Pool, workspaceId: string | null, queries: readonly Query[], stage: Unfinished["stage"]): Promise<readonly Row[]> {
  return lend(
    pool,
    () => stage,
    async (client) => {
      const own = queries.map(configOf);
      const answers = await allOf((workspaceId === null ? own : [begin(workspaceId), ...own, "COMMIT"]).map((one) => ask(client, one)));
      return answers.at(workspaceId === null ? -1 : -2)?.rows ?? [];
    },
  );
}

/** Waits for all, and throws what failed first in their order: behind a statement that failed, the server refuses the rest and ends with nothing. */
async function allOf<Answer>(answers: readonly Promise<Answer>[]): Promise<readonly Answer[]> {
  await Promise.allSettled(answers);
  return Promise.all(answers);
}

/** Lends a connection; one that was lost meanwhile does not go back to the pool. A driver's failure leaves as `Unfinished`. */
async function lend<Result>(
  pool: pg.Pool,
  stageOf: () => Unfinished["stage"],
  use: (client: pg.PoolClient, lost: (error: Error) => void) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect().catch((error: unknown) => Promise.reject(new Unfinished(new DriverFailure(error), "begin")));
  let broken: Error | undefined;
  // A connection that is in use reports its loss here as well as to the statement; without a listener Node would stop the process.
  const lost = (error: Error): void => {
    broken = error;
  };
  client.on("error", lost);
  try {
    return await use(client, lost);
  } catch (error) {
    if (!(error instanceof DriverFailure)) throw error;
    if (error.connectionLost) broken ??= error;
    throw new Unfinished(error, stageOf());
  } finally {
    client.off("error", lost);
    client.release(broken);
  }
}

const configOf = ([{ name, text }, values = []]: Query): pg.QueryConfig => ({ name, text, values: values as unknown[] });
const begin = (workspaceId: string | null): string => (workspaceId === null ? "BEGIN" : `BEGIN; ${enterText(workspaceId)}`);
const enterText = (workspaceId: string): string => `SELECT set_config('highwire.workspace', ${pg.escapeLiteral(clean(workspaceId))}, true)`;

/**
 * With a callback, because the driver's promises hang on a function that it writes straight into a property. V8 makes such a function old at once
 * (it is taken for a class's method), and whatever it leads to, here all that waits for the answer, then outlives the collections of young objects.
 */
function ask(client: pg.PoolClient, query: string | pg.QueryConfig): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    client.query(query as pg.QueryConfig, (error: Error | null, answer: pg.QueryResult) => {
      if (error === null) resolve(answer);
      else reject(new DriverFailure(error));
    });
  });
}

/** Statements sent side by side may fail one after the other; once the first has ended the transaction, nothing more may follow it. */
function transactionOver(client: pg.PoolClient): { readonly open: Transaction; readonly ending: readonly Promise<unknown>[]; end(): void } {
  let ended = false;
  const ending: Promise<unknown>[] = [];
  const send = async (query: string | pg.QueryConfig): Promise<pg.QueryResult> =>
    ended ? Promise.reject(new DriverFailure(new Error("the transaction has ended"))) : ask(client, query);
  return {
    end() {
      ended = true;
    },
    ending,
    open: {
      rows: async <Row>(...query: Query) => (await send(configOf(query))).rows as Row[],
      last(...query) {
        const answer = send(configOf(query));
        answer.catch(() => undefined);
        ending.push(answer);
      },
      enter: async (workspaceId) => {
        await send(enterText(workspaceId));
      },
    },
  };
}

/** Longest id that an index takes with room to spare, in characters. */
const MAX_ID = 400;

/** Text as PostgreSQL takes it: U+0000 and lone surrogates become U+FFFD. */
export function clean(text: string): string {
  return text.replaceAll("\u0000", "\uFFFD").toWellFormed();
}

/** An id from outside, made fit for an index. */
export function cleanId(id: string): string {
  const text = clean(id);
  return text.length <= MAX_ID ? text : text.slice(0, MAX_ID);
}
