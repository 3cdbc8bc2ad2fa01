import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layers, type LayerName } from "../../layers.ts";
import { projectFiles, projectRoot as root } from "../support/project-files.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const lines = (text: string): number => text.trimEnd().split("\n").length;
const tracked = projectFiles();

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(read("package.json")) as Manifest;
const everyPackage = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies };

describe("dependencies", () => {
  const rows = [...read("docs/dependencies.md").matchAll(/^\| ([@a-z][\w@/.-]*) \| (.+) \| (.+) \| (.+) \| (.+) \|$/gmu)];

  it("each have one line that says why, what else, how to leave, and the licence", () => {
    expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(Object.keys(everyPackage)));
    expect(rows.length).toBe(Object.keys(everyPackage).length);
  });

  it("are pinned to exact versions", () => {
    expect(Object.entries(everyPackage).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/u.test(version))).toEqual([]);
  });

  it("stay at or below twenty at run time, as their page says, which counts them", () => {
    const count = Object.keys(manifest.dependencies).length;
    expect(count).toBeLessThanOrEqual(20);
    expect(read("docs/dependencies.md")).toContain(`At run time there may be 20 packages; today there are ${String(count)}.`);
  });

  it("name no registry in the lockfile, and every package has its checksum", () => {
    const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }> };
    const entries = Object.entries(lock.packages).filter(([path]) => path !== "");
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(entries.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
  });
});

describe("documents", () => {
  it.each((Object.keys(layers) as LayerName[]).filter((name) => name !== "generatedFacts"))(
    "the %s layer has a README of at most 25 lines",
    (name) => {
      expect(lines(read(`${layers[name].folder}/README.md`))).toBeLessThanOrEqual(25);
    },
  );

  it("the front page has at most 120 lines", () => {
    expect(lines(read("README.md"))).toBeLessThanOrEqual(120);
  });

  it.each(tracked.filter((file) => /^docs\/adr\/\d{4}-.+\.md$/u.test(file)))("%s has the five parts of a decision in at most 60 lines", (file) => {
    const text = read(file);
    expect(lines(text)).toBeLessThanOrEqual(60);
    expect([...text.matchAll(/^## (.+)$/gmu)].map(([, heading]) => heading)).toEqual([
      "Context",
      "Decision",
      "Refused",
      "Consequences",
      "Look again when",
    ]);
  });

  it("list every decision under its own title, in order", () => {
    const decisions = tracked.filter((file) => /^docs\/adr\/\d{4}-.+\.md$/u.test(file)).toSorted();
    const wanted = decisions.map((file) => {
      const [, number = "", title = ""] = /^# (\d{4}): (.+)$/mu.exec(read(file)) ?? [];
      return `- [${number}](${file.slice("docs/adr/".length)}) ${title}`;
    });
    const listed = read("docs/adr/README.md").match(/^- .+$/gmu);
    expect(listed).toEqual(wanted);
    expect(wanted.map((row) => Number(row.slice(3, 7)))).toEqual(wanted.map((_, index) => index + 1));
  });

  it("name only files and folders that exist", () => {
    const named = tracked
      .filter((file) => file.endsWith(".md"))
      .flatMap((file) => [...read(file).matchAll(/`((?:src|test|tools|docs|bin)\/[\w./-]+)`/gu)].map(([, path = ""]) => ({ file, path })));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("link only to files that exist", () => {
    const broken = tracked
      .filter((file) => file.endsWith(".md"))
      .flatMap((file) =>
        [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/gu)]
          .map(([, target = ""]) => join(file, "..", target))
          .filter((target) => !existsSync(join(root, target)))
          .map((target) => `${file} → ${target}`),
      );
    expect(broken).toEqual([]);
  });

  it("hold pictures that are light enough for a clone", () => {
    const pictures = tracked.filter((file) => file.startsWith("docs/img/"));
    expect(pictures).toEqual(["docs/img/contacts-dark.png", "docs/img/contacts-light.png"]);
    for (const picture of pictures) {
      expect(statSync(join(root, picture)).size, picture).toBeLessThanOrEqual(204_800);
      expect(read("README.md")).toContain(picture);
    }
  });

  it("name no machine's path and no registry", () => {
    const telltale = new RegExp(["/work/" + "(?:main|shared)", "/tmp/" + "briefs", "registry\\.np" + "mjs"].join("|"), "u");
    const texts = tracked.filter((file) => /\.(?:md|ts|tsx|mjs|json|sql|txt|html|css|yml|yaml)$|^\.ci\/|^\.npmrc$/u.test(file));
    expect(texts.filter((file) => telltale.test(read(file)))).toEqual([]);
  });
});
