import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layers, type LayerName } from "../../layers.ts";
import { projectFiles, projectRoot as root } from "../support/project-files.ts";

/** One file planted in a scratch copy, and the rule that must flag it; null when it must stay clean. */
interface Plant {
  readonly what: string;
  readonly file: string;
  readonly code: string;
  readonly rule: string | null;
}

const names = Object.keys(layers) as readonly LayerName[];

const crossings: readonly Plant[] = names.flatMap((from) =>
  names
    .filter((to) => to !== from)
    .map((to) => ({
      what: `${from} → ${to}`,
      file: `${layers[from].folder}/planted-to-${to.toLowerCase()}.ts`,
      code: `import { thing } from "${layers[to].alias}/thing.ts";\nexport const here = thing;\n`,
      rule: layers[from].mayImport.includes(to) ? null : "house(layers)",
    })),
);

const nodeModules: readonly Plant[] = names.map((from) => ({
  what: `${from} → node:fs`,
  file: `${layers[from].folder}/planted-node.ts`,
  code: `import { readFileSync } from "node:fs";\nexport const here = readFileSync;\n`,
  rule: layers[from].node ? null : "house(packages)",
}));

const inLayer = (layer: LayerName, slug: string, code: string, rule: string | null, what = `${slug} in ${layer}`): Plant => ({
  what,
  file: `${layers[layer].folder}/planted-${slug}.ts`,
  code,
  rule,
});

const imports: readonly Plant[] = [
  inLayer("engine", "type-only", `import type { Thing } from "#vendors/highlevel/thing.ts";\nexport type Here = Thing;\n`, "house(layers)"),
  inLayer("engine", "re-export", `export { thing } from "#vendors/highlevel/thing.ts";\n`, "house(layers)"),
  inLayer("engine", "dynamic", `export const here = (): Promise<unknown> => import("#vendors/highlevel/thing.ts");\n`, "house(layers)"),
  inLayer("engine", "import-type", `export type Here = import("#vendors/highlevel/thing.ts").Thing;\n`, "house(layers)"),
  inLayer("engine", "relative-escape", `import { thing } from "../storage/thing.ts";\nexport const here = thing;\n`, "house(layers)"),
  inLayer("highlevel", "sibling", `import { thing } from "../incidentio/thing.ts";\nexport const here = thing;\n`, "house(layers)"),
  inLayer("core", "own-alias", `import { thing } from "#core/thing.ts";\nexport const here = thing;\n`, "house(layers)"),
  inLayer("core", "no-layer", `import { thing } from "#nowhere/thing.ts";\nexport const here = thing;\n`, "house(layers)"),
  ...names
    .filter((name) => name !== "storage")
    .flatMap((name) =>
      ["pg", "kysely", "pg-boss"].map((driver) =>
        inLayer(name, driver, `import { thing } from "${driver}";\nexport const here = thing;\n`, "house(packages)"),
      ),
    ),
  inLayer("storage", "pg", `import { Pool } from "pg";\nexport const here = Pool;\n`, null),
  ...names
    .filter((name) => name !== "transport")
    .map((name) => inLayer(name, "undici", `import { request } from "undici";\nexport const here = request;\n`, "house(packages)")),
  inLayer("transport", "undici", `import { request } from "undici";\nexport const here = request;\n`, null),
  inLayer("server", "react", `import { useState } from "react";\nexport const here = useState;\n`, "house(packages)"),
  inLayer("main", "unlisted", `import { thing } from "left-pad";\nexport const here = thing;\n`, "house(packages)"),
];

const pure = (["core", "contract"] as const).flatMap((layer) =>
  ["fetch", "process", "setTimeout", "console", "crypto", "performance", "Buffer"].map((name) =>
    inLayer(layer, `global-${name.toLowerCase()}`, `export const here: unknown = ${name};\n`, "eslint(no-restricted-globals)"),
  ),
);
const ambient = (["core", "engine", "sandbox"] as const).flatMap((layer) => [
  inLayer(layer, "date-now", "export const here = Date.now();\n", "eslint(no-restricted-properties)"),
  inLayer(layer, "math-random", "export const here = Math.random();\n", "eslint(no-restricted-properties)"),
  inLayer(layer, "new-date", "export const here = new Date();\n", "house(no-new-date)"),
  inLayer(layer, "date-of-text", "export const here = new Date(0);\n", null),
  inLayer(layer, "timeout", "export const here: unknown = setTimeout;\n", "eslint(no-restricted-globals)"),
]);
const chance = (["engine", "sandbox"] as const).flatMap((layer) => [
  inLayer(layer, "uuid", `import { randomUUID } from "node:crypto";\nexport const here = randomUUID;\n`, "eslint(no-restricted-imports)"),
  inLayer(
    layer,
    "timers",
    `import { setTimeout as wait } from "node:timers/promises";\nexport const here = wait;\n`,
    "eslint(no-restricted-imports)",
  ),
]);

const style: readonly Plant[] = [
  inLayer("storage", "fetch", `export const here = (): Promise<unknown> => fetch("https://vendor.example");\n`, "eslint(no-restricted-globals)"),
  inLayer("main", "default", "const here = 1;\nexport default here;\n", "import(no-default-export)"),
  inLayer("main", "barrel", `export { thing } from "./thing.ts";\n`, "house(no-barrel)"),
  inLayer("main", "star", `export * from "./thing.ts";\n`, "house(no-barrel)"),
  inLayer("main", "any", "export const here = (value: any): unknown => value;\n", "typescript(no-explicit-any)"),
  inLayer("main", "bang", "export const here = (value: string | null): string => value!;\n", "typescript(no-non-null-assertion)"),
  inLayer("main", "bare-error", `export function here(): never {\n  throw new Error("no code");\n}\n`, "house(no-bare-error)"),
  inLayer(
    "web",
    "inner-html",
    `export const here = (node: HTMLElement, text: string): void => {\n  node.innerHTML = text;\n};\n`,
    "house(no-html-sink)",
  ),
  inLayer(
    "web",
    "dangerously",
    "export const here = (text: string): unknown => ({ dangerouslySetInnerHTML: { __html: text } });\n",
    "house(no-html-sink)",
  ),
  inLayer(
    "main",
    "lines",
    `${Array.from({ length: 401 }, (_, index) => `export const line${String(index)} = ${String(index)};`).join("\n")}\n`,
    "eslint(max-lines)",
  ),
  inLayer(
    "main",
    "unreasoned",
    "// oxlint-disable-next-line no-console\nexport const here = (): void => console.log(1);\n",
    "house(reasoned-suppression)",
  ),
  inLayer(
    "main",
    "floating",
    "const work = async (): Promise<void> => undefined;\nexport const here = (): void => {\n  work();\n};\n",
    "typescript(no-floating-promises)",
  ),
  { what: "a file called utils", file: "src/main/utils.ts", code: "export const here = 1;\n", rule: "house(file-name)" },
  { what: "a camel-case file", file: "src/main/plantedFile.ts", code: "export const here = 1;\n", rule: "house(file-name)" },
  {
    what: "vi.mock",
    file: "src/main/planted-mock.test.ts",
    code: `import { vi } from "vitest";\n\nvi.mock("./thing.ts");\n`,
    rule: "eslint(no-restricted-properties)",
  },
  {
    what: "fake timers",
    file: "src/main/planted-timers.test.ts",
    code: `import { vi } from "vitest";\n\nvi.useFakeTimers();\n`,
    rule: "eslint(no-restricted-properties)",
  },
  {
    what: "a test that is left out",
    file: "src/main/planted-skip.test.ts",
    code: `import { expect, it } from "vitest";\n\nit.skip("adds", () => expect(1 + 1).toBe(2));\n`,
    rule: "vitest(no-disabled-tests)",
  },
  {
    what: "a test that leaves all others out",
    file: "src/main/planted-only.test.ts",
    code: `import { expect, it } from "vitest";\n\nit.only("adds", () => expect(1 + 1).toBe(2));\n`,
    rule: "vitest(no-focused-tests)",
  },
  {
    what: "a cycle",
    file: "src/main/planted-cycle-one.ts",
    rule: "import(no-cycle)",
    code: `import { two } from "./planted-cycle-two.ts";\nexport const one = (): number => two();\n`,
  },
  {
    what: "the cycle's other half",
    file: "src/main/planted-cycle-two.ts",
    rule: "import(no-cycle)",
    code: `import { one } from "./planted-cycle-one.ts";\nexport const two = (): number => one();\n`,
  },
];

const plants = [...crossings, ...nodeModules, ...imports, ...pure, ...ambient, ...chance, ...style];

describe("the linter", () => {
  const scratch = mkdtempSync(join(tmpdir(), "highwire-layers-"));
  const found = new Map<string, Set<string>>();

  beforeAll(() => {
    for (const name of [
      "layers.ts",
      "oxlint.config.ts",
      "package.json",
      "tsconfig.json",
      "tsconfig.base.json",
      "tools/oxlint-plugin-house.mjs",
      "tools/size-budget.json",
    ]) {
      mkdirSync(dirname(join(scratch, name)), { recursive: true });
      cpSync(join(root, name), join(scratch, name));
    }
    symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
    for (const plant of plants) {
      mkdirSync(dirname(join(scratch, plant.file)), { recursive: true });
      writeFileSync(join(scratch, plant.file), plant.code);
    }
    for (const { filename, code } of lint(scratch)) found.set(filename, (found.get(filename) ?? new Set()).add(code));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it.each(plants.filter((plant) => plant.rule !== null))("goes red at $what", ({ file, rule }) => {
    expect([...(found.get(file) ?? [])]).toContain(rule);
  });

  it.each(plants.filter((plant) => plant.rule === null))("lets $what pass", ({ file }) => {
    expect([...(found.get(file) ?? [])].filter((code) => /^house|restricted/u.test(code))).toEqual([]);
  });
});

describe("the layer table", () => {
  it("names each layer once, and no layer imports one that imports it back", () => {
    for (const name of names) for (const other of layers[name].mayImport) expect(layers[other].mayImport).not.toContain(name);
    expect(new Set(names.map((name) => layers[name].folder)).size).toBe(names.length);
  });

  it("keeps every source file in a layer", () => {
    const files = projectFiles("src").filter((file) => /\.tsx?$/u.test(file));
    const folders = names.map((name) => `${layers[name].folder}/`);
    expect(files.filter((file) => !folders.some((folder) => file.startsWith(folder)))).toEqual([]);
  });
});

function lint(folder: string): readonly { readonly filename: string; readonly code: string }[] {
  const run = spawnSync(process.execPath, [join(root, "node_modules", "oxlint", "bin", "oxlint"), "-f", "json"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return (JSON.parse(run.stdout) as { diagnostics: readonly { filename: string; code: string }[] }).diagnostics;
}
