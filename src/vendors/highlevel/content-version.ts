import { createHash } from "node:crypto";
import type { FieldValues } from "#core/record/canonical.ts";
import { digestVersion } from "#core/record/version.ts";
import { canonicalJson } from "#lib/json.ts";

/** The version of a record for which HighLevel tells no time of change: it goes by what the record says. */
export const contentVersion = (fields: FieldValues): string => digestVersion(createHash("sha256").update(canonicalJson(fields)).digest("hex"));
