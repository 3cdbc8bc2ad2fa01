import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "#cli/command-table.ts";
import { projectFiles, projectRoot } from "../support/project-files.ts";
import { openDouble } from "../cli/support/open-double.ts";
import { run } from "../cli/support/run-cli.ts";

const read = (file: string): string => readFileSync(join(projectRoot, file), "utf8");
const forPeople = projectFiles().filter((file) => /^(?:docs\/guides\/.+|docs\/errors\/.+|README)\.md$/u.test(file));
const guides = forPeople.filter((file) => file.startsWith("docs/guides/"));
/** Words of the page in the browser, one a line. */
const webTexts = projectFiles()
  .filter((file) => /^src\/web\/i18n\/en\/.+\.ts$/u.test(file))
  .map((file) => [file, [...read(file).matchAll(/"((?:[^"\\]|\\.)*)",?\s*$/gmu)].map(([, words]) => words).join("\n")] as const);

/** They hide what is meant, flatter, or blame. */
const banned = [
  "upsert",
  "dlq",
  "dead letter",
  "idempotent",
  "idempotency",
  "oops",
  "whoops",
  "simply",
  "obviously",
  "of course",
  "leverage",
  "utilise",
  "utilize",
  "seamless",
  "seamlessly",
  "robust",
  "whitelist",
  "blacklist",
  "sanity check",
  "dummy",
  "invalid input",
  "illegal",
  "fatal",
  "abort",
  "master/slave",
];
const bannedWords = new RegExp(`\\b(?:${banned.join("|")})\\b`, "giu");

/** Without code, tables and headings: what is read as sentences. */
const prose = (markdown: string): string =>
  markdown
    .replaceAll(/```[\s\S]*?```/gu, "\n")
    .replaceAll(/<!--[\s\S]*?-->/gu, "\n")
    .replaceAll(/<[^>]+>/gu, " ")
    .replaceAll(/^(?:#.*|\|.*)$/gmu, "\n")
    .replaceAll(/`[^`]*`/gu, "code")
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, "$1");

function sentenceLengths(markdown: string): readonly number[] {
  const paragraphs = prose(markdown)
    .replaceAll(/^\s*(?:[-*]|\d+\.)\s+/gmu, "\n")
    .split(/\n\s*\n/u);
  const sentences = paragraphs.flatMap((paragraph) => paragraph.split(/[.!?:;]["')*]?(?:\s|$)/u));
  return sentences.map((sentence) => sentence.split(/\s+/u).filter((word) => /\p{L}/u.test(word)).length).filter((length) => length > 0);
}
const median = (numbers: readonly number[]): number => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

describe("words for people", () => {
  it.each(guides)("%s has sentences of 18 words or fewer in the middle, and none that needs breath twice", (file) => {
    const lengths = sentenceLengths(read(file));
    expect(median(lengths)).toBeLessThanOrEqual(18);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(45);
  });

  it("has sentences of 18 words or fewer in the middle over everything", () => {
    expect(median(forPeople.flatMap((file) => sentenceLengths(read(file))))).toBeLessThanOrEqual(18);
  });

  it("uses no word that hides, flatters or blames", () => {
    const texts = [...forPeople.map((file) => [file, prose(read(file))] as const), ...webTexts];
    expect(texts.flatMap(([file, text]) => [...text.matchAll(bannedWords)].map(([word]) => `${file}: ${word}`))).toEqual([]);
    expect(forPeople.length).toBeGreaterThan(guides.length);
    expect(guides.length).toBeGreaterThan(20);
    expect(webTexts.filter(([, words]) => words === "")).toEqual([]);
    expect(webTexts.length).toBeGreaterThan(15);
    expect("An upsert is simply robust".match(bannedWords)).toEqual(["upsert", "simply", "robust"]);
  });

  it.each(guides)("%s says for whom it is", (file) => {
    expect(read(file)).toMatch(/^# .+\n\n\*For .+\*\n/u);
  });

  it.each(guides.filter((file) => !file.endsWith("/data-safety.md")))("%s, which leads through something, says what to do when it fails", (file) => {
    expect(read(file)).toMatch(/^## If it fails$/mu);
  });
});

describe("commands in documents", () => {
  /** Each line of a block of commands, without what follows a # or a pipe. */
  const lines = forPeople.flatMap((file) =>
    [...read(file).matchAll(/^```bash\n([\s\S]*?)^```/gmu)].flatMap(([, block = ""]) =>
      block
        .split("\n")
        .map((line) => line.replace(/\s+#.*$/u, "").trim())
        .filter((line) => line !== "")
        .map((line) => ({ file, line })),
    ),
  );
  /** Those that stand in a sentence or a table; that every error page names its own `explain` is made so. */
  const inline = forPeople.flatMap((file) =>
    [...read(file).matchAll(/`(?:npx )?(highwire (?!explain )[^`…]+)`/gu)].map(([, line = ""]) => ({ file, line: line.trim() })),
  );
  const ours = [...lines, ...inline]
    .filter(({ line }) => /^(?:npx )?highwire /u.test(line))
    .map(({ file, line }) => ({ file, words: line.replace(/^(?:npx )?highwire /u, "") }));

  it("are commands of Highwire, or scripts that there are", () => {
    const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
    const others = lines.filter(({ line }) => !/^(?:npx )?highwire /u.test(line));
    const unknown = others.filter(({ line }) => !Object.hasOwn(scripts, /^npm (?:run )?([\w:]+)/u.exec(line)?.[1] ?? ""));
    expect(unknown).toEqual([]);
    expect(ours.length).toBeGreaterThan(30);
  });

  it.each(ours.map(({ file, words }) => [words, file] as const))("`highwire %s` is known, with all its flags (%s)", (words) => {
    const command = commands
      .toSorted((one, other) => other.path.length - one.path.length)
      .find(({ path }) => words === path || words.startsWith(`${path} `) || path.startsWith(`${words} `));
    expect(command).toBeDefined();
    const flags = [...words.matchAll(/\s(--[a-z-]+)/gu)].map(([, flag]) => flag ?? "");
    const known = [...(command?.flags ?? []).map(({ flag }) => flag), "--json", "--plain", "--port <number>"].flatMap(
      (flag) => flag.match(/--[a-z-]+/gu) ?? [],
    );
    expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
    const allowed =
      command?.flags?.flatMap(({ flag, words: choices }) => (choices === undefined ? [] : [[flag.split(" ")[0] ?? "", choices] as const])) ?? [];
    for (const [flag, choices] of allowed) {
      const given = new RegExp(`${flag} (\\S+)`, "u").exec(words)?.[1];
      if (given !== undefined) expect(choices).toContain(given);
    }
  });

  it("that only look are carried out, and end well", { timeout: 60_000 }, async () => {
    const looking = /^(?:status|activity|plan|conflicts list|connections list|bridges list|link list|undo|explain HW-\d+)$/u;
    const opened = await openDouble({ contacts: 2 });
    try {
      const chosen = [...new Set(ours.map(({ words }) => words).filter((words) => looking.test(words)))];
      expect(chosen.length).toBeGreaterThan(4);
      for (const words of chosen) {
        const ran = await run(words, { session: opened.session });
        expect([words, ran.exitCode]).toEqual([words, 0]);
      }
    } finally {
      await opened.close();
    }
  });
});
