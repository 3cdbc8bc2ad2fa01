import { createHash } from "node:crypto";
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { workerFlags } from "#main/bench/child.ts";
import { heapFlags } from "../../bin/heap.mjs";
import { projectRoot } from "../support/project-files.ts";

/** Stands in for the command line: tells its arguments, counts signals, and ends a moment after the first, as a clean stop does. */
const standIn = `
let stops = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {
  stops += 1;
  if (stops === 1) setTimeout(() => { console.log(JSON.stringify({ stops, signal })); process.exit(Number(process.argv[3] ?? 0)); }, 700);
});
console.log(JSON.stringify({ major: Number(process.versions.node.split(".")[0]), args: process.argv.slice(2) }));
if (process.argv[2] === "stay") setInterval(() => undefined, 1_000);
else process.exit(Number(process.argv[2]));
`;

interface Launched {
  readonly launcher: ChildProcessWithoutNullStreams;
  /** What it printed last, and how it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly said: { readonly stops: number } }>;
}

it("gives workers the flags that the benches measure them with", () => {
  expect(heapFlags(true)).toEqual(workerFlags);
  expect(heapFlags(false)).not.toEqual(workerFlags);
});

describe.skipIf(process.platform === "win32")("the launcher", () => {
  const scratch = mkdtempSync(join(tmpdir(), "highwire-launcher-"));
  const modules = join(scratch, "node_modules");
  const nodePackage = `node-${process.platform}-${process.arch}`;
  const lockfile = JSON.stringify({
    packages: { "": {}, "node_modules/thing": { version: "1.0.0" }, "node_modules/other-platform": { version: "1.0.0", optional: true } },
  });

  beforeAll(() => {
    mkdirSync(join(scratch, "src/cli"), { recursive: true });
    mkdirSync(modules);
    cpSync(join(projectRoot, "bin"), join(scratch, "bin"), { recursive: true });
    writeFileSync(join(scratch, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(scratch, "src/cli/highwire.ts"), standIn);
    symlinkSync(join(projectRoot, "node_modules", nodePackage), join(modules, nodePackage));
    writeFileSync(join(scratch, "package-lock.json"), lockfile);
    writeFileSync(join(modules, ".highwire-installed"), createHash("sha256").update(lockfile).digest("hex"));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  const run = (env: Readonly<Record<string, string>>, ...args: readonly string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [join(scratch, "bin/highwire.mjs"), ...args], { encoding: "utf8", env: { ...env } });

  const nowhere = { PATH: "/nowhere" };

  async function launch(...args: readonly string[]): Promise<Launched> {
    const launcher = spawn(process.execPath, [join(scratch, "bin/highwire.mjs"), "stay", ...args], { detached: true });
    let out = "";
    const firstLine = new Promise<void>((resolve) =>
      launcher.stdout.on("data", (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes("\n")) resolve();
      }),
    );
    const ended = new Promise<number | null>((resolve) => launcher.on("close", resolve)).then((code) => ({
      code,
      said: JSON.parse(out.trim().split("\n").at(-1) ?? "") as { stops: number },
    }));
    await firstLine;
    return { launcher, ended };
  }

  it("hands arguments over to Node 24 and gives back the exit code", () => {
    const { status, stdout } = run(nowhere, "7", "--flag", "two words");
    expect(status).toBe(7);
    expect(JSON.parse(stdout)).toMatchObject({ major: 24, args: ["7", "--flag", "two words"] });
  });

  it.each([["SIGINT"], ["SIGTERM"]] as const)("passes on a %s that only it was sent, once", async (signal) => {
    const { launcher, ended } = await launch("5");
    launcher.kill(signal);
    expect(await ended).toEqual({ code: 5, said: { stops: 1, signal } });
  });

  it("lets Ctrl-C, which a terminal sends to both, count once", async () => {
    const { launcher, ended } = await launch("5");
    process.kill(-(launcher.pid ?? 0), "SIGINT");
    expect(await ended).toEqual({ code: 5, said: { stops: 1, signal: "SIGINT" } });
  });

  it("leaves nothing running when it is killed", async () => {
    const { launcher, ended } = await launch();
    launcher.kill("SIGKILL");
    // The pipe of stdout closes when the last process that holds it has ended.
    expect((await ended).said.stops).toBe(1);
  });

  it("installs nothing when the packages on disk are those of the lockfile, whoever put them there", () => {
    rmSync(join(modules, ".highwire-installed"));
    writeFileSync(join(modules, ".package-lock.json"), JSON.stringify({ packages: { "node_modules/thing": { version: "1.0.0" } } }));
    expect(run(nowhere, "0")).toMatchObject({ status: 0, stderr: "" });
  });

  describe("when packages are missing", () => {
    const npm = join(scratch, "npm");
    const calls = join(scratch, "calls");
    /** A registry client that fails so many times before it succeeds. */
    const plantNpm = (failures: number): void => {
      mkdirSync(npm, { recursive: true });
      const script = `#!/bin/sh\necho "$1" >> "${calls}"\ntest "$(wc -l < "${calls}")" -gt ${String(failures)}\n`;
      writeFileSync(join(npm, "npm"), script, { mode: 0o755 });
    };
    const path = `${npm}:/usr/bin:/bin`;
    beforeEach(() => {
      writeFileSync(join(modules, ".package-lock.json"), JSON.stringify({ packages: { "node_modules/thing": { version: "0.9.0" } } }));
      for (const left of [join(modules, ".highwire-installed"), calls, npm]) rmSync(left, { recursive: true, force: true });
    });

    it("tries again when the registry stalled, and goes on", () => {
      plantNpm(2);
      const { status, stderr } = run({ PATH: path }, "0");
      expect(status).toBe(0);
      expect(stderr.match(/trying again/gu)).toHaveLength(2);
      expect(run({ PATH: path }, "0")).toMatchObject({ status: 0, stderr: "" });
    });

    it("gives up after five times and says what to do", () => {
      plantNpm(99);
      const { status, stderr } = run({ PATH: path }, "0");
      expect(status).toBe(3);
      expect(stderr).toContain("Run `npm ci --ignore-scripts`");
      expect(readFileSync(calls, "utf8")).toBe("ci\n".repeat(5));
    });

    it("says so when there is no npm", () => {
      const { status, stderr } = run({ PATH: "/nowhere" }, "0");
      expect(status).toBe(3);
      expect(stderr).toContain("npm was not found");
    });

    it("waits for another command that installs, and takes over once that is gone", async () => {
      plantNpm(0);
      const lock = join(scratch, ".highwire/installing");
      mkdirSync(dirname(lock), { recursive: true });
      const other = spawn("/bin/sleep", ["2"]);
      writeFileSync(lock, String(other.pid));
      const waiting = spawn(process.execPath, [join(scratch, "bin/highwire.mjs"), "0"], { env: { PATH: path } });
      let said = "";
      waiting.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
      expect(await new Promise((resolve) => waiting.on("close", resolve))).toBe(0);
      expect(said).toContain("waiting for it");
      expect(readFileSync(calls, "utf8")).toBe("ci\n");
      expect(existsSync(lock)).toBe(false);
    });
  });
});
