import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "#lib/system-clock.ts";
import { openDiskAlone } from "./disk-alone.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "disk-alone-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the disk alone", () => {
  it("tells how long each block took, in a file that never grows", async () => {
    const disk = await openDiskAlone(folder, systemClock, new AbortController().signal);
    const before = (await stat(join(folder, "disk-alone"))).size;
    const waits = await disk.measure(0.05);
    expect(waits.length).toBeGreaterThan(0);
    expect(waits.every((wait) => wait > 0)).toBe(true);
    expect((await stat(join(folder, "disk-alone"))).size).toBe(before);
    expect(before).toBe(16_777_216);
    await disk.close();
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const disk = await openDiskAlone(folder, systemClock, stop.signal);
    stop.abort();
    await expect(disk.measure(3_600)).rejects.toThrow();
    await disk.close();
  });
});
