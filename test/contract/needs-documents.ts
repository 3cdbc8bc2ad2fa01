import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { factsFolder, openOfficialDocuments, specsFolder, type OfficialDocuments } from "./openapi.ts";

/** Operations that came after the documents are in the facts, so both are needed. */
const folders = [
  ["HIGHWIRE_SPECS", specsFolder],
  ["HIGHWIRE_FACTS", factsFolder],
] as const;

/**
 * A suite over the official documents. They are not part of the project, because their texts are the vendors', so without them the report
 * says what was skipped and why; with `CI=true`, and wherever HIGHWIRE_SPECS names a folder that is not there, that is a failure. A folder
 * that is there but incomplete fails too.
 */
export function describeWithDocuments(name: string, suite: (documents: OfficialDocuments) => void | Promise<void>): void {
  const missing = folders.find(([, folder]) => !existsSync(folder));
  describe(name, missing === undefined ? () => suite(openOfficialDocuments()) : () => sayWhy(missing[0], missing[1]));
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
