import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfig } from "#contract/config-file.ts";
import { checkDefinition } from "#core/workflow/check-definition.ts";
import { openCatalog } from "#main/catalog/open-catalog.ts";
import { projectFiles, projectRoot } from "../support/project-files.ts";

const read = (file: string): string => readFileSync(join(projectRoot, file), "utf8");
const examplesIn = (guide: string): readonly string[] =>
  [...read(`docs/guides/${guide}.md`).matchAll(/^```yaml\n([\s\S]*?)^```/gmu)].map(([, text = ""]) => text);

describe("examples in guides", () => {
  it("of the configuration are files that Highwire takes", () => {
    const examples = examplesIn("configuration-file");
    expect(examples.length).toBe(1);
    for (const text of examples) expect(readConfig(text)).toMatchObject({ kind: "read" });
  });

  it("of workflows have nothing wrong with them", () => {
    const examples = examplesIn("workflows");
    expect(examples.length).toBe(2);
    for (const text of examples) expect(checkDefinition(parse(text))).toMatchObject({ kind: "sound" });
  });

  it("name only operations that the catalog has", async () => {
    const named = projectFiles("docs/guides").flatMap((file) =>
      [...read(file).matchAll(/\b(?:highlevel|incident)\.[a-z\d-]+\.[a-z\d-]+/gu)].map(([id]) => id),
    );
    expect(named.length).toBeGreaterThan(2);
    for (const id of new Set(named)) expect(await openCatalog().operation(id), id).not.toBeNull();
  });
});
