import { writes, type Entity } from "../bridge.ts";
import { counted } from "#lib/counted.ts";
import { entityWords } from "../entity-words.ts";
import { transformWords } from "../mapping/transform-words.ts";
import { retentionKinds } from "../policy/retention.ts";
import { vendorName } from "../vendor-name.ts";
import type { ConfigBridge, ConfigConnection, ConfigDocument, ConfigField, ConfigIncidents } from "./config-document.ts";

/** What a change leads to that people should not overlook. */
export type ConfigEffect = "begins-to-write" | "stops" | "may-delete" | "crosses" | "no-longer-crosses";

/** One difference between what is here and what a file says. */
export interface ConfigChange {
  readonly kind: "added" | "changed" | "removed";
  /** What it is about, as people call it. */
  readonly where: string;
  /** Which setting of it; empty for the whole. */
  readonly what: string;
  /** In words; null where there is nothing. */
  readonly here: string | null;
  readonly file: string | null;
  readonly effect: ConfigEffect | null;
}

type Value = string | number | boolean | null | readonly string[];

/**
 * Every difference by which `file` would change `here`, in the order of the file; none when both say the same. Both name the same connections by
 * the same ids. What only `here` knows is left alone, so it is no difference.
 */
export function configChanges(here: ConfigDocument, file: ConfigDocument): readonly ConfigChange[] {
  return [
    ...file.connections.flatMap((wanted) =>
      connectionChanges(
        here.connections.find(({ id }) => id === wanted.id),
        wanted,
      ),
    ),
    ...file.bridges.flatMap((wanted) =>
      bridgeChanges(
        here.bridges.find((known) => isSameBridge(known, wanted)),
        wanted,
      ),
    ),
    ...retentionKinds.flatMap((kind) => compared("How long rows are kept", `days of ${kind}`, here.retention[kind], file.retention[kind])),
  ];
}

/** Two accounts are joined for one kind of record at most once, so that is what a bridge is known by. */
export const isSameBridge = (one: ConfigBridge, other: ConfigBridge): boolean =>
  one.kind === other.kind && one.highlevel === other.highlevel && one.incident === other.incident;

function connectionChanges(known: ConfigConnection | undefined, wanted: ConfigConnection): readonly ConfigChange[] {
  if (known === undefined) return [];
  return compared(`${vendorName(known.vendor)} ${known.name}`, "name", known.name, wanted.name);
}

function bridgeChanges(known: ConfigBridge | undefined, wanted: ConfigBridge): readonly ConfigChange[] {
  const where = known?.name ?? wanted.name;
  if (known === undefined) {
    const effect = writes(wanted.mode) ? "begins-to-write" : null;
    return [{ kind: "added", where, what: "", here: null, file: `${entityWords[wanted.kind]}, ${wanted.mode}`, effect }];
  }
  const begins = writes(wanted.mode) && !writes(known.mode);
  const stops = writes(known.mode) && !writes(wanted.mode);
  return [
    ...compared(where, "name", known.name, wanted.name),
    ...compared(where, "mode", known.mode, wanted.mode, begins ? "begins-to-write" : stops ? "stops" : null),
    ...compared(where, "whose value wins at the first meeting", known.firstLink, wanted.firstLink),
    ...compared(where, "a delete on one side", known.onDelete, wanted.onDelete, wanted.onDelete === "unlink" ? null : "may-delete"),
    ...compared(where, "country of phone numbers", known.country, wanted.country),
    ...compared(where, "matched by", known.match, wanted.match),
    ...compared(where, "history", historyWords(known), historyWords(wanted)),
    ...fieldChanges(where, known.fields, wanted.fields),
    ...(known.incidents === null || wanted.incidents === null ? [] : incidentChanges(where, known.incidents, wanted.incidents)),
  ];
}

const historyWords = ({ history }: ConfigBridge): string => (typeof history === "number" ? `the last ${counted(history, "day", "days")}` : history);

function fieldChanges(where: string, known: readonly ConfigField[], wanted: readonly ConfigField[]): readonly ConfigChange[] {
  const gone = known.filter(({ field }) => wanted.every((one) => one.field !== field));
  const order = (fields: readonly ConfigField[], others: readonly ConfigField[]): readonly string[] =>
    fields.filter(({ field }) => others.some((one) => one.field === field)).map(({ field }) => field);
  return [
    ...wanted.flatMap((row) =>
      rowChanges(
        where,
        known.find(({ field }) => field === row.field),
        row,
      ),
    ),
    ...gone.map((row): ConfigChange => ({
      kind: "removed",
      where,
      what: fieldName(row),
      here: rowWords(row),
      file: null,
      effect: "no-longer-crosses",
    })),
    ...compared(where, "order of fields", order(known, wanted), order(wanted, known)),
  ];
}

function rowChanges(where: string, known: ConfigField | undefined, row: ConfigField): readonly ConfigChange[] {
  if (known === undefined) return [{ kind: "added", where, what: fieldName(row), here: null, file: rowWords(row), effect: "crosses" }];
  const part = (name: string): string => `${fieldName(known)}: ${name}`;
  return [
    ...compared(where, part("label"), known.label, row.label),
    ...compared(where, part("kind"), known.kind, row.kind),
    ...compared(where, part("place in HighLevel"), known.highlevel, row.highlevel),
    ...compared(where, part("place in incident.io"), known.incident, row.incident),
    ...compared(where, part("direction"), known.direction, row.direction),
    ...compared(where, part("direction when a record is made"), known.creates, row.creates),
    ...compared(where, part("told through"), transformWords(known.transforms), transformWords(row.transforms)),
    ...compared(where, part("whose value wins"), known.wins, row.wins),
    ...compared(where, part("personal"), known.personal, row.personal),
  ];
}

const fieldName = ({ field }: ConfigField): string => `field ${field}`;
const rowWords = ({ highlevel, incident, direction }: ConfigField): string => `${highlevel} ${arrows[direction]} ${incident}`;
const arrows: Readonly<Record<ConfigField["direction"], string>> = { both: "⇄", "to-incident": "→", "to-highlevel": "←", off: "off" };

function incidentChanges(where: string, known: ConfigIncidents, wanted: ConfigIncidents): readonly ConfigChange[] {
  const users = [...new Set([...Object.keys(known.assignees), ...Object.keys(wanted.assignees)])];
  return [
    ...compared(where, "private incidents are told", known.tellsPrivate, wanted.tellsPrivate, wanted.tellsPrivate ? "crosses" : null),
    ...compared(where, "tests and tutorials count", known.tellsDrills, wanted.tellsDrills),
    ...compared(where, "new follow-ups become tasks", known.takesNew, wanted.takesNew),
    ...compared(where, "new contacts of one incident at most", known.mostNewContacts, wanted.mostNewContacts),
    ...compared(where, "hold tag", known.holdTag, wanted.holdTag),
    ...compared(where, "text field with e-mail addresses", known.emailField, wanted.emailField),
    ...compared(where, "attribute of alerts", known.alertAttribute, wanted.alertAttribute),
    ...compared(where, "link field", known.linkField, wanted.linkField),
    ...users.flatMap((user) => compared(where, `assignee ${user}`, ownOf(known.assignees, user), ownOf(wanted.assignees, user))),
  ];
}

/** A user's id is text from outside and may be a word that every object knows. */
const ownOf = (assignees: ConfigIncidents["assignees"], user: string): string | null =>
  Object.hasOwn(assignees, user) ? (assignees[user] ?? null) : null;

function compared(where: string, what: string, here: Value, file: Value, effect: ConfigEffect | null = null): readonly ConfigChange[] {
  if (JSON.stringify(here) === JSON.stringify(file)) return [];
  return [{ kind: "changed", where, what, here: valueWords(here), file: valueWords(file), effect }];
}

function valueWords(value: Value): string | null {
  if (value === null) return null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? (value as readonly string[]).join(", ") : String(value);
}

/** Names of what is here and not in the file, which leaves it as it is. */
export const unmentioned = (
  here: ConfigDocument,
  file: ConfigDocument,
): readonly { readonly kind: Entity | "connection"; readonly name: string }[] => [
  ...here.connections.filter(({ id }) => file.connections.every((one) => one.id !== id)).map(({ name }) => ({ kind: "connection" as const, name })),
  ...here.bridges.filter((known) => !file.bridges.some((one) => isSameBridge(known, one))).map(({ kind, name }) => ({ kind, name })),
];
