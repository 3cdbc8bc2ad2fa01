import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { must } from "#lib/must.ts";
import { openEmbedded, type EmbeddedServer } from "#storage/embedded/open-embedded.ts";
import { silent } from "../../support/in-process-world.ts";
import { standBehind } from "../stand-behind.ts";
import { pause, until } from "./waiting.ts";

/** PostgreSQL's own default; the embedded one has fewer, because one process alone uses it. */
const MAX_CONNECTIONS = "100";
/** Milliseconds within which a database that was shot must be back. */
const BACK_MS = 60_000;
/** Milliseconds after a disturbance within which a start may have met it: a start that hangs on a connection gives up after ten seconds. */
const SHAKEN_MS = 20_000;

/** A PostgreSQL that the soak owns, and ways to hurt it. */
export class SoakDatabase {
  /** Address for `DATABASE_URL`. */
  readonly url: string;
  readonly #dataDir: string;
  readonly #server: EmbeddedServer;
  #shaking = 0;
  #shakenUntilMs = Number.NEGATIVE_INFINITY;

  private constructor(dataDir: string, server: EmbeddedServer) {
    this.#dataDir = dataDir;
    this.#server = server;
    this.url = `postgres://${server.user}@localhost/postgres?host=${encodeURIComponent(server.host)}&port=${String(server.port)}`;
  }

  static async start(dataDir: string): Promise<SoakDatabase> {
    const database = new SoakDatabase(dataDir, await openEmbedded({ dataDir, log: silent, settings: { max_connections: MAX_CONNECTIONS } }));
    standBehind(must(database.postmaster(), "the number of PostgreSQL's process"));
    return database;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** Whether a process that starts may find the database away, or may have found it so a moment ago. */
  get isShaken(): boolean {
    return this.#shaking > 0 || performance.now() < this.#shakenUntilMs;
  }

  /** Runs work on a connection of the database's owner. */
  async asOwner<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = await this.#connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Immediate mode: no checkpoint, no farewell, recovery at the next start. Resolves when the database takes connections again. */
  restart(): Promise<void> {
    return this.#shake(async () => this.#restart());
  }

  async #restart(): Promise<void> {
    const before = must(this.postmaster(), "the number of PostgreSQL's process");
    process.kill(before, "SIGQUIT");
    const isBack = async (): Promise<boolean> =>
      ![null, before].includes(this.postmaster()) &&
      this.asOwner((client) => client.query("SELECT 1")).then(
        () => true,
        () => false,
      );
    if (!(await until(isBack, BACK_MS))) throw new Error("PostgreSQL did not come back after an immediate shutdown");
    standBehind(must(this.postmaster(), "the number of PostgreSQL's new process"));
  }

  /** Cuts connections of others, each with that chance; returns how many. */
  cutConnections(share: number): Promise<number> {
    const others = "backend_type = 'client backend' AND pid <> pg_backend_pid() AND random() < $1";
    return this.#shake(async () =>
      this.asOwner(async (client) => {
        const { rowCount } = await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`, [share]);
        return rowCount ?? 0;
      }),
    );
  }

  /** Takes every connection that there is left, the reserved ones too, and holds them for so long; returns how many it got. */
  exhaust(forMs: number): Promise<number> {
    return this.#shake(async () => this.#exhaust(forMs));
  }

  async #exhaust(forMs: number): Promise<number> {
    const greedy: pg.Client[] = [];
    const grab = async (): Promise<boolean> =>
      this.#connect().then(
        (client) => greedy.push(client) > 0,
        () => false,
      );
    const deadline = performance.now() + forMs;
    try {
      // Whoever lets a connection go finds it taken.
      while (performance.now() < deadline) if (!(await grab())) await pause(20);
      return greedy.length;
    } finally {
      await Promise.all(greedy.map((client) => client.end().catch(() => undefined)));
    }
  }

  async #shake<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#shaking += 1;
    try {
      return await work();
    } finally {
      this.#shaking -= 1;
      this.#shakenUntilMs = performance.now() + SHAKEN_MS;
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 10_000 });
    client.on("error", () => undefined);
    await client.connect();
    return client;
  }

  /** Number of PostgreSQL's first process; null while there is none. */
  postmaster(): number | null {
    try {
      const [first = ""] = readFileSync(join(this.#dataDir, "postgres", "postmaster.pid"), "utf8").split("\n");
      return /^\d+$/u.test(first) ? Number(first) : null;
    } catch {
      return null;
    }
  }
}
