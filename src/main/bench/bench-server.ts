import { must } from "#lib/must.ts";
import { openEmbedded, type EmbeddedAddress } from "#storage/embedded/open-embedded.ts";
import { createDatabase } from "#storage/postgres/multiply-links.ts";
import type { Settings } from "../options.ts";
import { temporaryHome } from "../temporary-home.ts";
import type { BenchRequest } from "./figure.ts";

/** A PostgreSQL of its own that several processes may use. */
export interface BenchServer {
  readonly address: EmbeddedAddress;
  /** Makes an empty database; returns the settings under which any process finds it. */
  database(name: string): Promise<Settings>;
}

/** Runs a fresh embedded PostgreSQL in a temporary folder for as long as the work lasts. */
export async function withBenchServer<Result>(request: BenchRequest, work: (server: BenchServer) => Promise<Result>): Promise<Result> {
  const home = await temporaryHome(request.settings, { port: 0 });
  try {
    const server = await openEmbedded({ dataDir: must(home.settings.dataDir, "the temporary folder"), log: request.log });
    try {
      const { host, port, user } = server;
      return await work({
        address: { host, port, user },
        async database(name) {
          await createDatabase({ host, port, user, database: "postgres" }, name);
          return { ...home.settings, databaseUrl: `postgres://${user}@${encodeURIComponent(host)}:${String(port)}/${name}` };
        },
      });
    } finally {
      await server.stop();
    }
  } finally {
    await home.remove();
  }
}
