import { startTestServer, stopTestServer } from "../../src/storage/embedded/test-database.ts";

/** Starts the one PostgreSQL that all `*.db.test.ts` files of a run share; where it is stands in the environment that test workers inherit. */
export async function setup(): Promise<void> {
  await startTestServer();
}

/** Stops it and removes its data. */
export async function teardown(): Promise<void> {
  await stopTestServer();
}
