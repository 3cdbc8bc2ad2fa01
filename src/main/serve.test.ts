import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { WorkspaceId } from "#core/ids.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { readSettings } from "./options.ts";
import { writeRuntimeFile } from "./runtime-file.ts";
import { scratchStore } from "./scratch-store.ts";
import { serve } from "./serve.ts";

let folder = "";
let taken: Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "highwire-test-"));
  taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await new Promise((resolve) => void taken.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const start = (): Promise<unknown> =>
  serve(readSettings({ HIGHWIRE_DATA_DIR: folder, HIGHWIRE_PORT: String((taken.address() as AddressInfo).port) }), {
    log: silent,
    sandbox: true,
    contacts: 1,
    seed: 1,
    simulatedPerson: false,
    store: scratchStore(systemClock, systemRandom),
  });

it("names the port when another program listens on it", async () => {
  await expect(start()).rejects.toMatchObject({ code: "HW_PORT_TAKEN" });
});

const held = (port: number): Parameters<typeof writeRuntimeFile>[1] => ({
  pid: process.pid,
  url: `http://127.0.0.1:${String(port)}`,
  workspaceId: "w" as WorkspaceId,
  sandbox: true,
  sandboxes: null,
});

it("names the process when it is the Highwire that holds the same data folder", async () => {
  const { port } = taken.address() as AddressInfo;
  await writeRuntimeFile(folder, held(port));
  await expect(start()).rejects.toMatchObject({
    code: "HW_STORAGE_LOCKED",
    data: {
      detail: expect.stringContaining(`${folder} is held by process ${String(process.pid)}, which serves http://127.0.0.1:${String(port)}`) as string,
    },
  });
});

it("names the port when the Highwire of the data folder listens on another one", async () => {
  await writeRuntimeFile(folder, held((taken.address() as AddressInfo).port === 4400 ? 4401 : 4400));
  await expect(start()).rejects.toMatchObject({ code: "HW_PORT_TAKEN" });
});
