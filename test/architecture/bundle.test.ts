import { execFile, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findProgram, type Program } from "../../bin/bundle.mjs";
import { projectRoot } from "../support/project-files.ts";

const run = promisify(execFile);
const nodePackage = `node-${process.platform}-${process.arch}`;

/** Types stand before the error, so that its line in a bundle is another than in the source. */
const entry = `import { stackInSources } from "#lib/stack-in-sources.ts";
interface Told {
  readonly word: string;
}
const { word } = (await import("./word.ts")) as Told;
const stack = stackInSources(new Error("asked for"));
console.log(JSON.stringify({ word, place: import.meta.url, frame: stack.split("\\n")[1] }));
`;

describe.skipIf(process.platform === "win32")("the bundle of our sources", { timeout: 60_000 }, () => {
  let scratch = "";
  const at = (path: string): string => join(scratch, path);
  const bundles = (): readonly string[] => readdirSync(at("node_modules/.cache/highwire-bundle"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), "highwire-bundle-"));
    cpSync(join(projectRoot, "bin"), at("bin"), { recursive: true });
    mkdirSync(at("src/lib"), { recursive: true });
    cpSync(join(projectRoot, "src/lib/stack-in-sources.ts"), at("src/lib/stack-in-sources.ts"));
    write("package.json", JSON.stringify({ type: "module", imports: { "#lib/*": "./src/lib/*" } }));
    write("package-lock.json", JSON.stringify({ packages: {} }));
    write("node_modules/.package-lock.json", JSON.stringify({ packages: {} }));
    write("src/cli/highwire.ts", entry);
    write("src/cli/word.ts", `export const word: string = "one";`);
    for (const name of ["rolldown", nodePackage]) symlinkSync(join(projectRoot, "node_modules", name), at(`node_modules/${name}`));
  });
  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  async function find(build = true): Promise<Program> {
    const asked = `const { findProgram } = await import(process.argv[1]); console.log(JSON.stringify(findProgram({ build: ${String(build)} })));`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", asked, at("bin/bundle.mjs")]);
    return JSON.parse(stdout) as Program;
  }
  const told = async (script: string): Promise<Record<string, string>> =>
    JSON.parse((await run(process.execPath, [script])).stdout) as Record<string, string>;

  it("says what the sources say, with their own place, and tells an error's line in them", async () => {
    const { script, why } = await find();
    expect(why).toBeNull();
    expect(script).toContain("highwire-bundle");
    const [place, frame] = [`file://${at("src/cli/highwire.ts")}`, expect.stringContaining("src/cli/highwire.ts:6:") as string];
    expect(await told(script)).toEqual({ word: "one", place, frame });
  });

  it("is another one when a source changes, and the same when none does", async () => {
    const first = await find();
    write("src/cli/word.test.ts", "a test");
    write("src/web/main.tsx", "the page");
    write("src/web/words.ts", "the page");
    expect(await find()).toEqual(first);
    write("src/cli/word.ts", `export const word: string = "other";`);
    const second = await find();
    expect(second.script).not.toBe(first.script);
    expect(await told(second.script)).toMatchObject({ word: "other" });
  });

  it("brings along what the compiler adds, and is refused when a package is missing", async () => {
    // A tag around such a text is written anew with a helper, which no package of ours has.
    write("src/cli/word.ts", "const told = (words: readonly string[]): string => words.join(); export const word: string = told`</script>`;");
    expect(await told((await find()).script)).toMatchObject({ word: "</script>" });
    write("src/cli/word.ts", `export { word } from "absent-package/word.js";`);
    expect(await find()).toMatchObject({ folder: null, why: "absent-package/word.js would not be found" });
  });

  it("is whole when several commands build it at once, and nothing half made is left", async () => {
    const found = await Promise.all([find(), find(), find()]);
    expect(new Set(found.map(({ script }) => script)).size).toBe(1);
    expect(bundles()).toHaveLength(1);
    expect(await told(found[0]?.script ?? "")).toMatchObject({ word: "one" });
  });

  it("is not made for a short command, nor without the bundler: then the sources are run", async () => {
    expect(await find(false)).toMatchObject({ script: at("src/cli/highwire.ts"), why: null });
    rmSync(at("node_modules/rolldown"));
    expect(await find()).toMatchObject({ script: at("src/cli/highwire.ts"), why: "the bundler is not installed" });
  });

  it("gives way to the sources when it cannot be built, and is not tried again at once", async () => {
    // Node knows this, but the place of a folder would be the bundle's.
    write("src/cli/word.ts", "export const word: string = import.meta.dirname;");
    const failed = await find();
    expect(failed).toMatchObject({ script: at("src/cli/highwire.ts"), folder: null });
    expect(failed.why).toContain("uses more of import.meta than its url");
    const left = bundles();
    expect(left).toEqual([expect.stringMatching(/\.failed$/u)]);
    writeFileSync(at(`node_modules/.cache/highwire-bundle/${left[0] ?? ""}`), "as it was\nkept");
    expect(await find()).toMatchObject({ script: at("src/cli/highwire.ts"), why: "as it was\nkept" });
    const launch = async (...args: readonly string[]): Promise<string> =>
      (await run(process.execPath, [at("bin/highwire.mjs"), "worker", ...args])).stderr;
    expect(await launch()).toBe("");
    expect(await launch("--verbose")).toBe("No bundle could be made, so the start is slower: as it was\n");
  });

  it("removes bundles that nobody runs, and no other", async () => {
    const running = spawn("/bin/sleep", ["60"]);
    try {
      const folders: string[] = [];
      for (const word of ["one", "two", "three", "four"]) {
        write("src/cli/word.ts", `export const word: string = "${word} of four";`);
        const { folder } = await find();
        folders.push(folder ?? "");
        if (word === "one") {
          mkdirSync(join(folder ?? "", "held"));
          writeFileSync(join(folder ?? "", "held", String(running.pid)), "");
        }
      }
      expect(folders.map((folder) => existsSync(folder))).toEqual([true, false, true, true]);
    } finally {
      running.kill("SIGKILL");
    }
  });

  it("can be made of all that we have", () => {
    const { script, why } = findProgram({ build: true });
    expect(why).toBeNull();
    expect(script).toContain("highwire-bundle");
    expect(execFileSync(process.execPath, [script, "--version"], { encoding: "utf8" })).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });
});
