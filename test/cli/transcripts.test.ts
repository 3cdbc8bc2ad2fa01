import { describe, expect, it } from "vitest";
import { commands, groups } from "#cli/command-table.ts";
import { buildProgram } from "#cli/program.ts";
import { run } from "./support/run-cli.ts";

describe("transcripts", () => {
  it("prints help that starts with examples, on stdout, ending with 0", async () => {
    const ran = await run("--help");
    await expect(ran.stdout).toMatchFileSnapshot("golden/help.txt");
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("prints the same for no words at all", async () => {
    expect((await run("")).stdout).toBe((await run("--help")).stdout);
  });

  it.each([...commands.map(({ path }) => path), ...Object.keys(groups)])("%s --help starts with its examples", async (path) => {
    const ran = await run(`${path} --help`);
    await expect(ran.stdout).toMatchFileSnapshot(`golden/help-${path.replaceAll(" ", "-")}.txt`);
    expect(ran.stdout.startsWith(`Examples:\n  $ highwire ${path.split(" ")[0] ?? ""}`)).toBe(true);
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("gives no command a flag that one of every command would hide", () => {
    const program = buildProgram(process, "0.0.0", () => undefined);
    const everywhere = new Set(program.options.map((option) => option.attributeName()));
    expect(everywhere.size).toBeGreaterThan(6);
    const all = program.commands.flatMap((command) => [command, ...command.commands]);
    const hidden = all.flatMap((command) => command.options.filter((option) => everywhere.has(option.attributeName())).map(({ flags }) => flags));
    expect(hidden).toEqual([]);
  });

  it.each([
    ["a wrong word", "strat"],
    ["a wrong flag", "plan --ot x"],
    ["a missing word", "connect"],
    ["a wrong setting", "start --port abc"],
    ["an unknown code", "explain HW-1400"],
  ])("tells %s as title, detail, fix and code", async (name, line) => {
    await expect((await run(line)).stderr).toMatchFileSnapshot(`golden/error-${name.replaceAll(" ", "-")}.txt`);
  });

  it("explains a code in text, in plain text and as a document", async () => {
    await expect((await run("explain HW-1401")).stdout).toMatchFileSnapshot("golden/explain.txt");
    await expect((await run("explain hw-1401 --plain")).stdout).toMatchFileSnapshot("golden/explain-plain.txt");
    await expect((await run("explain HW-1401 --json")).stdout).toMatchFileSnapshot("golden/explain.json");
  });

  it("paints only for terminals, and not with NO_COLOR, --no-color or --plain", async () => {
    const painted = /\u001B\[/u;
    expect((await run("explain HW-1401", { tty: true })).stdout).toMatch(painted);
    expect((await run("explain HW-1401")).stdout).not.toMatch(painted);
    expect((await run("explain HW-1401 --no-color", { tty: true })).stdout).not.toMatch(painted);
    expect((await run("explain HW-1401 --plain", { tty: true })).stdout).not.toMatch(painted);
    expect((await run("explain HW-1401", { tty: true, environment: { NO_COLOR: "1" } })).stdout).not.toMatch(painted);
  });

  it("prints its version", async () => {
    expect(await run("--version")).toMatchObject({ exitCode: 0, stdout: "0.0.0-test\n" });
  });

  it("a command that runs until Ctrl-C ends with 0 after it", async () => {
    const stop = new AbortController();
    const ended = run("sandbox --contacts 3", { signal: stop.signal });
    stop.abort();
    const ran = await ended;
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toMatch(/HighLevel sandbox\n {2}baseUrl +http:\/\/127\.0\.0\.1:\d+\n/u);
  });
});
