import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../support/project-files.ts";
import { openOfficialDocuments, specsFolder, type OfficialDocuments } from "./openapi.ts";

/** Where the facts about the vendors are: `HIGHWIRE_FACTS`, else beside the project. */
export const factsFolder: string = process.env["HIGHWIRE_FACTS"] ?? join(projectRoot, "..", "shared", "facts");

/**
 * A suite over the official documents. They are not part of the project, because their texts are the vendors', so without them the report
 * says what was skipped and why; with `CI=true`, and wherever HIGHWIRE_SPECS names a folder that is not there, that is a failure. A folder
 * that is there but incomplete fails too.
 */
export function describeWithDocuments(name: string, suite: (documents: OfficialDocuments) => void | Promise<void>): void {
  describe(name, existsSync(specsFolder) ? () => suite(openOfficialDocuments()) : () => sayWhy("HIGHWIRE_SPECS", specsFolder));
}

/** The same for a suite over the facts. */
export function describeWithFacts(name: string, suite: () => void): void {
  describe(name, existsSync(factsFolder) ? suite : () => sayWhy("HIGHWIRE_FACTS", factsFolder));
}

function sayWhy(variable: string, folder: string): void {
  const isRequired = process.env["CI"] === "true" || process.env[variable] !== undefined;
  it.skipIf(!isRequired)(`skipped: the vendors' documents are not here; set ${variable} to their folder`, () => {
    expect.unreachable(`the vendors' documents are not in ${folder}: set ${variable} to their folder`);
  });
}
