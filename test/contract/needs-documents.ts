import { describe, expect, it } from "vitest";
import { hasSpecs, openOfficialDocuments, specsFolder, type OfficialDocuments } from "./openapi.ts";

/**
 * A suite over the official documents. They are not part of the project, because their texts are the vendors', so without them the report
 * says what was skipped and why; with `CI=true`, and wherever HIGHWIRE_SPECS names a folder that is not there, that is a failure.
 */
export function describeWithDocuments(name: string, suite: (documents: OfficialDocuments) => void | Promise<void>): void {
  describe(name, hasSpecs ? () => suite(openOfficialDocuments()) : sayWhy);
}

function sayWhy(): void {
  const isRequired = process.env["CI"] === "true" || process.env["HIGHWIRE_SPECS"] !== undefined;
  it.skipIf(!isRequired)("skipped: no official documents; set HIGHWIRE_SPECS to the folder that holds highlevel/ and incidentio/", () => {
    expect.unreachable(`no official documents in ${specsFolder}: set HIGHWIRE_SPECS to the folder that holds highlevel/ and incidentio/`);
  });
}
