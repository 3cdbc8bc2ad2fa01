import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readRuntimeFile, writeRuntimeFile, type RuntimeFacts } from "./runtime-file.ts";
import { homeWorkspace } from "./workspaces.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "highwire-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const facts: RuntimeFacts = { pid: process.pid, url: "http://127.0.0.1:4400", workspaceId: homeWorkspace, sandbox: false, sandboxes: null };

it("is read by others while the process lives, and removed by it", async () => {
  const remove = await writeRuntimeFile(folder, facts);
  expect(await readRuntimeFile(folder)).toEqual(facts);
  await remove();
  expect(await readRuntimeFile(folder)).toBeNull();
});

it("is nothing when the process has died, when it is cut short, and when there is none", async () => {
  // No process of Linux or macOS has this id.
  await writeRuntimeFile(folder, { ...facts, pid: 99_999_999 });
  expect(await readRuntimeFile(folder)).toBeNull();
  await writeFile(join(folder, "runtime.json"), '{"pid":1');
  expect(await readRuntimeFile(folder)).toBeNull();
  expect(await readRuntimeFile(join(folder, "absent"))).toBeNull();
});

it("stays when another process has taken it over", async () => {
  const remove = await writeRuntimeFile(folder, facts);
  await writeRuntimeFile(folder, { ...facts, pid: process.ppid, url: "http://127.0.0.1:4500" });
  await remove();
  expect(await readRuntimeFile(folder)).toMatchObject({ url: "http://127.0.0.1:4500" });
});
