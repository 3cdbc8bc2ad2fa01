import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, runProcess, startServing, type Environment, type Finished, type Serving } from "./support/real-process.ts";

const key = (): string => randomBytes(32).toString("base64");
let folder = "";
let environment: Environment = {};
let serving: Serving | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "highwire-backup-"));
  await chmod(folder, 0o755);
  environment = { HIGHWIRE_DATA_DIR: join(folder, "data"), HIGHWIRE_MASTER_KEY: key(), HIGHWIRE_PORT: String(await freePort()) };
  serving = await startServing(["--sandbox", "--contacts", "6", "--no-simulated-person"], environment);
}, 120_000);
afterAll(async () => {
  await serving?.stop("SIGTERM");
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}, 60_000);

const file = (name = "highwire.backup"): string => join(folder, name);
const cli = (words: readonly string[], changes: Environment = {}): Promise<Finished> => runProcess(words, { ...environment, ...changes });
const elsewhere = (name: string): Environment => ({ HIGHWIRE_DATA_DIR: join(folder, name) });
const codeIn = ({ stdout }: Finished): string => (JSON.parse(stdout) as { error: { number: string } }).error.number;

/** One after the other, as a person types them; later ones build on earlier ones. */
describe("backup and restore by the command line", { timeout: 120_000 }, () => {
  it("writes a backup beside a running Highwire, readable by its owner alone", async () => {
    const ran = await cli(["backup", "--out", file()]);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.stdout).toMatch(/^Backed up \d+ links, \d+ conflicts and \d+ journal entries to .*highwire\.backup \([\d.]+ kB\)\.\n$/u);
    expect(ran.stderr).toContain("keep that in another place");
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    const again = await cli(["backup", "--out", file("second.backup"), "--json"]);
    expect(JSON.parse(again.stdout)).toMatchObject({ version: 1, kind: "backup", backup: { schema: expect.any(Number) as number, workspaces: 1 } });
  });

  it("checks a backup without touching a database", async () => {
    const ran = await cli(["restore", file(), "--check", "--json"], elsewhere("unborn"));
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ kind: "checked", backup: { workspaces: 1, rows: { bridges: 1, connections: 2 } } });
    await expect(stat(join(folder, "unborn"))).rejects.toThrow("ENOENT");
  });

  it("refuses to restore under a running Highwire, naming its process", async () => {
    const ran = await cli(["restore", file()]);
    expect(ran).toMatchObject({ exitCode: 3, stdout: "" });
    expect(ran.stderr).toContain(`is held by process ${String(serving?.pid)}`);
    expect(ran.stderr).toContain("HW-3002");
  });

  it("refuses a database that holds something, another key and a cut file, and leaves no database behind", async () => {
    await serving?.stop("SIGTERM");
    serving = null;
    const used = await cli(["restore", file(), "--json"]);
    expect([used.exitCode, codeIn(used)]).toEqual([3, "HW-3104"]);
    const foreign = await cli(["restore", file(), "--json"], { ...elsewhere("foreign"), HIGHWIRE_MASTER_KEY: key() });
    expect([foreign.exitCode, codeIn(foreign)]).toEqual([3, "HW-3102"]);
    const whole = await readFile(file());
    await writeFile(file("cut.backup"), whole.subarray(0, whole.length - 1));
    const cut = await cli(["restore", file("cut.backup"), "--json"], elsewhere("cut"));
    expect([cut.exitCode, codeIn(cut)]).toEqual([2, "HW-3101"]);
    for (const name of ["foreign", "cut"]) await expect(stat(join(folder, name))).rejects.toThrow("ENOENT");
  });

  it("I5 restores with the file and the key alone, pauses the bridge and says what comes next", async () => {
    await rm(join(folder, "data"), { recursive: true, force: true, maxRetries: 3 });
    const ran = await cli(["restore", file()]);
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(ran.stdout).toMatch(/^Restored \d+ links, /u);
    expect(ran.stderr).toContain("Contacts (sandbox) is paused; it was live.");
    expect(ran.stderr).toContain("Next: highwire doctor, highwire plan, then highwire bridges mode live");
    const twice = await cli(["restore", file(), "--json"]);
    expect([twice.exitCode, codeIn(twice)]).toEqual([3, "HW-3104"]);
  });

  it.each([
    [["backup"], "--out <file> is needed", 2],
    [["backup", "--out", "/nonexistent/folder/x.backup"], "--out: /nonexistent/folder/x.backup does not exist", 2],
    [["restore", "/nonexistent/x.backup"], "<file>: /nonexistent/x.backup does not exist", 2],
    [["restore"], "missing required argument 'file'", 2],
  ] as const)("tells %j in words, ending with %i", async (words, told, exitCode) => {
    const ran = await cli(words);
    expect(ran.stderr).toContain(told);
    expect(ran.exitCode).toBe(exitCode);
  });
});
