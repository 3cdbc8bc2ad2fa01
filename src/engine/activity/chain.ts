import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, LinkId } from "#core/ids.ts";
import type { FieldLabel } from "#core/mapping/field-label.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { EventKey, KeptEvent, KeptIntent } from "#core/ports/activity-log.ts";
import type { JournalRow, LinkRow } from "#core/ports/store.ts";
import { vendorName } from "#core/vendor-name.ts";
import { causeWords, sentenceForEntry } from "../explain/sentences.ts";

/** Where one can look for oneself. */
export type Evidence =
  | ({ readonly kind: "event" } & EventKey)
  | { readonly kind: "link"; readonly id: LinkId }
  | { readonly kind: "entry"; readonly id: string }
  | { readonly kind: "rule"; readonly flow: BridgeId; readonly field: string }
  | { readonly kind: "calls" };

/** One clause of the answer to "why?". */
export interface Clause {
  readonly text: string;
  readonly evidence: Evidence | null;
}

interface ChainInput {
  readonly entry: JournalRow;
  readonly link: LinkRow | null;
  readonly bridge: Bridge | null;
  readonly label: FieldLabel;
  readonly event: KeptEvent | null;
  readonly intent: KeptIntent | null;
  /** Earlier entries of the link, newest first. */
  readonly before: readonly JournalRow[];
}

/** The fixed chain of every entry: cause, record, what differed, rule, outcome, proof (A1, A2). What does not apply is left out. */
export function chainOf(input: ChainInput): readonly Clause[] {
  const { entry, label } = input;
  return [
    ...causesOf(input),
    ...recordOf(input),
    ...differencesOf(input),
    ...rulesOf(input),
    { text: sentenceForEntry(entry, label), evidence: entry.intentId === null ? null : { kind: "calls" } },
    ...proofOf(input),
    ...echoOf(input),
  ];
}

function causesOf({ entry, event }: ChainInput): readonly Clause[] {
  return entry.cause.map((cause): Clause => {
    const [, source, eventId] = /^webhook (highlevel|incident) (.+)$/su.exec(cause) ?? [];
    if (source === undefined || eventId === undefined) return { text: capital(causeWords(cause)), evidence: null };
    const type = event?.eventId === eventId ? ` (${event.type})` : "";
    return { text: `${capital(causeWords(cause))}${type}`, evidence: { kind: "event", source: source as EventKey["source"], eventId } };
  });
}

function recordOf({ link, bridge }: ChainInput): readonly Clause[] {
  if (link === null) return [];
  const { leftId, rightId } = link;
  const pair =
    leftId !== null && rightId !== null ? `HighLevel ${leftId} and incident.io ${rightId} are linked` : "the record has no counterpart yet";
  return [{ text: `In the flow ${bridge?.name ?? "that is gone"}, ${pair}`, evidence: { kind: "link", id: link.id } }];
}

const fieldsOf = ({ detail }: JournalRow): readonly string[] =>
  Array.isArray(detail["fields"]) ? (detail["fields"] as readonly string[]) : conflictFields(detail["conflicts"]);

const conflictFields = (conflicts: unknown): readonly string[] =>
  Array.isArray(conflicts) ? (conflicts as readonly { readonly field: string }[]).map(({ field }) => field) : [];

function differencesOf({ entry, bridge, label }: ChainInput): readonly Clause[] {
  const changed = fieldsOf(entry).filter((field) => field !== "*");
  if (changed.length === 0 || entry.detail["action"] === "create") return [];
  const named = (fields: readonly string[]): string => fields.map((field) => label(entry.bridgeId, field)).join(", ");
  const others = (bridge?.fields ?? []).map(({ field }) => field).filter((field) => !changed.includes(field));
  const rest = others.length === 0 ? "" : others.length <= 4 ? `; ${named(others)} did not` : `; the other ${String(others.length)} fields did not`;
  return [{ text: `${named(changed)} differed from what was last agreed${rest}`, evidence: null }];
}

function rulesOf({ entry, bridge, label }: ChainInput): readonly Clause[] {
  if (bridge === null) return [];
  const changed = fieldsOf(entry);
  return bridge.fields
    .filter(({ field }) => changed.includes(field))
    .slice(0, 5)
    .map((map) => ({
      text: `Rule for ${label(bridge.id, map.field)}: ${ruleWords(map)}`,
      evidence: { kind: "rule", flow: bridge.id, field: map.field },
    }));
}

const policyWords: Readonly<Record<FieldMap["policy"], string>> = {
  highlevel: "HighLevel wins when both changed",
  incident: "incident.io wins when both changed",
  newest: "the newest value wins when both changed",
  ask: "a person is asked when both changed",
};

function ruleWords({ direction, creates = direction, policy }: FieldMap): string {
  if (direction === "to-incident") return "flows from HighLevel to incident.io only";
  if (direction === "to-highlevel") return "flows from incident.io to HighLevel only";
  if (direction === "off") return creates === "off" ? "is off" : "is written only when a record is made";
  return `flows both ways, ${policyWords[policy]}`;
}

function proofOf({ entry, intent }: ChainInput): readonly Clause[] {
  if (entry.kind !== "write" && entry.kind !== "deleted") return [];
  const outcome = entry.detail["outcome"];
  const where = entry.side === null ? "" : ` by ${vendorName(entry.side)}`;
  if (outcome === "confirmed") return [{ text: `Confirmed${where}: what came back is the new value last agreed`, evidence: { kind: "calls" } }];
  if (outcome === "confirmed-by-probe") return [{ text: "The answer was lost; a look afterwards found it done", evidence: { kind: "calls" } }];
  if (outcome === "not-seen") return [{ text: "The answer was lost, and a look afterwards did not find it", evidence: { kind: "calls" } }];
  return intent === null ? [] : [{ text: `The write stands as ${intent.state}`, evidence: { kind: "calls" } }];
}

/** An echo is known by its content; the write that it most likely echoes is the newest one before it. */
function echoOf({ entry, before }: ChainInput): readonly Clause[] {
  if (entry.detail["reason"] !== "echo") return [];
  const write = before.find(({ kind }) => kind === "write");
  if (write === undefined) return [];
  const seconds = Math.max(0, Math.round((entry.at - write.at) / 1_000));
  return [{ text: `Our own write was ${String(seconds)} s before`, evidence: { kind: "entry", id: write.id } }];
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
