import pg from "pg";
import { HighwireError } from "#core/errors.ts";
import type { Log } from "#core/ports/log.ts";
import { attachEmbedded, openEmbedded, type EmbeddedServer } from "./embedded/open-embedded.ts";
import { DriverFailure } from "./postgres/driver-failure.ts";

/** Which PostgreSQL is meant. */
export interface PostgresPlace {
  /** Your own PostgreSQL 15 or newer; null runs the embedded one over `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly log: Log;
  /** `own`: this process runs the embedded server and must be the only one; `attach-or-own` joins a running one. */
  readonly attach: "own" | "attach-or-own";
}

export interface ReachedPostgres {
  readonly kind: "embedded" | "server";
  readonly connection: pg.ClientConfig;
  /** Stops the embedded server, when this process started it. */
  stop(): Promise<void>;
}

/** Starts or joins the embedded PostgreSQL, or takes the address of yours. Throws `HW_STORAGE_*`, `HW_CONFIG_INVALID`. */
export async function reachPostgres(place: PostgresPlace): Promise<ReachedPostgres> {
  if (place.databaseUrl !== null) {
    return { kind: "server", connection: { connectionString: checkedUrl(place.databaseUrl) }, stop: () => Promise.resolve() };
  }
  const server = await openServer(place);
  const { host, port, user } = server;
  return { kind: "embedded", connection: { host, port, user, database: "postgres" }, stop: () => server.stop() };
}

async function openServer({ attach, dataDir, log }: PostgresPlace): Promise<EmbeddedServer> {
  const running = attach === "own" ? null : await attachEmbedded(dataDir);
  return running ?? openEmbedded({ dataDir, log });
}

function checkedUrl(databaseUrl: string): string {
  if (URL.canParse(databaseUrl)) return databaseUrl;
  throw new HighwireError("HW_CONFIG_INVALID", {
    option: "DATABASE_URL",
    detail: "DATABASE_URL: give an address like postgres://user@host:5432/name",
  });
}

/** One connection for one piece of work. Throws `HW_STORAGE_UNAVAILABLE` when it fails. */
export async function withClient<Result>(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw error instanceof HighwireError ? error : new DriverFailure(error).toHighwireError();
  } finally {
    await client.end().catch(() => undefined);
  }
}
