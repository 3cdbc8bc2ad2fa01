import { createHash } from "node:crypto";
import type { Instant } from "#core/ids.ts";
import type { JournalEntry } from "#core/ports/store.ts";
import { canonicalJson } from "#lib/json.ts";
import { seal, unseal, type Place } from "../secrets/envelope.ts";
import type { WorkspaceKeys } from "./keyring.ts";

/** What the chain covers of one entry: everything but the values themselves. */
export interface ChainedContent extends Pick<JournalEntry, "kind" | "linkId" | "bridgeId" | "intentId" | "side" | "cause" | "detail"> {
  readonly workspaceId: string;
  readonly seq: number;
  readonly at: Instant;
  /** Keyed hash of the values. */
  readonly valuesHash: string;
}

/** Hash of an entry and, through the one before it, of all earlier ones. */
export function chainHash(previous: string, content: ChainedContent): string {
  return createHash("sha256").update(previous).update("\n").update(canonicalJson(content)).digest("hex");
}

/** Entry ids are sequence numbers of a fixed width, so that text order is their order. */
export const entryId = (seq: number): string => String(seq).padStart(16, "0");

/** The sequence number that an id stands for; anything else than an id counts as the very beginning. */
export const seqOf = (id: string): number => (/^\d{1,16}$/u.test(id) ? Number(id) : 0);

const placeOf = (workspaceId: string, seq: number): Place => ({ workspaceId, table: "journal", column: "sealed_values", row: String(seq) });

/** Values ready to be stored: sealed, and their keyed hash for the chain. */
export function sealValues(
  keys: WorkspaceKeys,
  workspaceId: string,
  seq: number,
  values: JournalEntry["values"],
): { readonly sealed: string | null; readonly hash: string } {
  const hash = keys.valuesHash(canonicalJson(plain(values)));
  return { hash, sealed: values.length === 0 ? null : seal(keys.sealing, placeOf(workspaceId, seq), JSON.stringify(values)) };
}

/** The values of a stored entry; none when retention or erasure has removed them. */
export function openValues(keys: WorkspaceKeys, workspaceId: string, seq: number, sealed: string | null): JournalEntry["values"] {
  return sealed === null ? [] : (JSON.parse(unseal(keys.sealing, placeOf(workspaceId, seq), sealed).toString("utf8")) as JournalEntry["values"]);
}

/** True when stored values, as far as they are still there, are those that the chain covers. */
export function valuesFit(
  keys: WorkspaceKeys,
  workspaceId: string,
  seq: number,
  stored: { readonly sealed: string | null; readonly hash: string },
): boolean {
  if (stored.sealed === null) return true;
  try {
    return keys.valuesHash(canonicalJson(openValues(keys, workspaceId, seq, stored.sealed))) === stored.hash;
  } catch {
    return false;
  }
}

/** The value as it will come back from JSON, so that its hash can be computed again. */
export const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
