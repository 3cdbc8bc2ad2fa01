import { isErrorCode, registry } from "#core/error-registry.ts";
import type { FieldLabel } from "#core/mapping/field-label.ts";
import type { JournalRow } from "#core/ports/store.ts";
import type { Remark } from "#core/record/canonical.ts";
import type { ActPlan } from "#core/sync/link-plan.ts";
import type { Operation } from "#core/sync/sync-plan.ts";
import { vendorName } from "#core/vendor-name.ts";
import { counted } from "#lib/counted.ts";
import { workflowCause, workflowSentence } from "./workflow-sentences.ts";
import { alertSentence, type AlertDetail } from "./alert-sentences.ts";
import type { PeopleDeed } from "../people/people-ports.ts";

const reasonWords: Readonly<Record<string, string>> = {
  equal: "both sides already hold the same",
  echo: "this was our own write coming back",
  "first-link": "the two records were linked",
  create: "the record exists on one side only",
  "fields-changed": "a field differs from what was last agreed",
  "waits-for-person": "both sides changed the same field, and a person has to choose",
  "no-match-key": "the record has neither e-mail nor phone, so it could not be found again",
  "begins-elsewhere": "records of this kind begin at the other vendor, and this one did not",
  "before-history": "it has no counterpart and has not changed since the history of its flow begins, so it is left alone until somebody changes it",
  "stays-alone": "this one gets no counterpart",
  spread: "an event named many records at once, and those that differ are looked at one by one",
  ambiguous: "more than one record could be the same thing",
  "counterpart-deleted": "the record on the other side was deleted",
  "deleted-against-edit": "one side deleted the record while the other edited it",
  "both-deleted": "the record is gone on both sides",
  "already-ended": "this link has ended",
  "not-written-this-way": "the field does not flow this way",
  "unlinked-by-person": "a person ended this link",
  undone: "a person took back what a run had written",
  "changed-since": "somebody has changed the record since the run that was to be taken back",
  erased: "the person was erased",
  drifted: "the record changed after the plan was made",
  paused: "a person paused this contact",
  shadow: "the bridge only shows what it would do",
  canary: "the careful first run has ended, and the bridge waits for a person",
};

/** A plan's reason as one sentence. */
export function sentenceForPlan(plan: Pick<ActPlan, "operations" | "reason">, label: (field: string) => string): string {
  const why = reasonWords[plan.reason] ?? plan.reason;
  if (plan.operations.length === 0) return `No write: ${why}.`;
  return `${plan.operations.map((operation) => operationWords(operation, label)).join("; ")}: ${why}.`;
}

function operationWords(operation: Operation, label: (field: string) => string): string {
  const where = vendorName(operation.side);
  switch (operation.kind) {
    case "create":
      return `Create in ${where}`;
    case "update":
      return `Write ${operation.changes.map((change) => label(change.field)).join(", ")} in ${where}`;
    case "stamp":
      return `Store the link's id in ${where}`;
    case "delete":
      return `Delete in ${where}`;
  }
}

/** What the engine and people leave in an entry's detail; which keys there are depends on the entry's kind. */
interface Detail extends AlertDetail {
  readonly reason?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly code?: string;
  readonly fields?: readonly string[];
  readonly remarks?: readonly Remark[];
  readonly conflicts?: readonly { readonly kind: string; readonly field: string; readonly state?: string }[];
  readonly mode?: string;
  /** What a person chose for a conflict; `reopen` when they took it back. */
  readonly choose?: string;
  /** What a person asked for. */
  readonly verb?: string;
  /** Who wins for `field` from now on. */
  readonly policy?: string;
  readonly canary?: string;
  readonly records?: number;
  readonly change?: string;
  readonly people?: string;
  readonly brake?: string;
  readonly rules?: readonly string[];
  /** What a configuration file did. */
  readonly file?: string;
  /** Which kinds of rows are kept for longer or shorter. */
  readonly kept?: readonly string[];
  /** Settings that it changed. */
  readonly what?: readonly string[];
  readonly holdTag?: string | null;
  readonly mapping?: number;
  readonly attribute?: string;
  readonly state?: string;
  readonly paused?: boolean;
  readonly connectionPaused?: string;
  readonly allPaused?: boolean;
  readonly shareLink?: string;
  /** When the backup was made that was restored. */
  readonly restored?: number;
  readonly httpStatus?: number;
  readonly vendorCode?: string;
  readonly field?: string;
  readonly scope?: string;
}

const peopleSentences: Readonly<Record<PeopleDeed, string>> = {
  "owner-made": "The first owner's account was made.",
  invited: "Somebody was invited.",
  "invitation-withdrawn": "An invitation was taken back.",
  joined: "Somebody made an account from an invitation.",
  "role-changed": "A person got another role.",
  disabled: "A person was shut out.",
  enabled: "A person was let in again.",
  "reset-code-made": "A link to set a new password was made.",
  "password-changed": "A password was changed.",
  "second-factor-on": "A person began to use an authenticator app.",
  "second-factor-off": "A person stopped using an authenticator app.",
  "passkey-added": "A passkey was added.",
  "passkey-removed": "A passkey was removed.",
  "signed-in": "A person signed in.",
  "signed-out": "A person signed out.",
  "sessions-ended": "Sessions were ended.",
  "token-made": "An API token was made.",
  "token-ended": "An API token was ended.",
};

/** Entries that are told alike whatever their detail. */
const plainSentences = {
  linked: "Linked the two records.",
  brake: "Stopped: too many deletes at once.",
  sweep: "A sweep found changes that no event had told.",
  backfill: "The first load was completed.",
  run: "A person had a plan carried out.",
  viewed: "A responder looked at an incident's page.",
} as const;

/** One journal entry as a sentence a support lead understands. */
export function sentenceForEntry(entry: JournalRow, label: FieldLabel): string {
  const where = entry.side === null ? "" : ` in ${vendorName(entry.side)}`;
  const ofWorkflow = workflowSentence(entry, where);
  if (ofWorkflow !== null) return ofWorkflow;
  const detail = entry.detail as Detail;
  const named = (fields: readonly string[]): string => fields.map((field) => label(entry.bridgeId, field)).join(", ");
  switch (entry.kind) {
    case "write":
      return writeSentence(detail, named(detail.fields ?? []), where) + remarkSentence(detail);
    case "no-write":
      return detail.code === undefined
        ? `Nothing written: ${reasonWords[detail.reason ?? ""] ?? detail.reason ?? "both sides agree"}.${remarkSentence(detail)}`
        : `Nothing written: ${codeTitle(detail)}`;
    case "unlinked":
      return `Ended the link: ${reasonWords[detail.reason ?? ""] ?? "a record is gone"}.`;
    case "conflict":
      return conflictSentence(detail, named);
    case "parked":
      return detail.code === undefined && detail.reason !== undefined
        ? `Set aside: ${reasonWords[detail.reason] ?? detail.reason}.`
        : `Set aside: ${codeTitle(detail)}`;
    case "deleted":
      return `Deleted the record${where}.`;
    case "failed":
      return `A write${where} failed: ${codeTitle(detail)}`;
    case "resolved":
      return resolvedSentence(detail, named);
    case "config":
      return configSentence(detail, named);
    case "asked":
      return askedSentence(detail);
    default:
      return plainSentences[entry.kind];
  }
}

const remarkWords: Readonly<Record<Remark, string>> = {
  "assignee-unknown": "Whoever is assigned has no such e-mail address at the other vendor, so nobody is assigned there.",
};

const remarkSentence = ({ remarks = [] }: Detail): string => [...new Set(remarks)].map((remark) => ` ${remarkWords[remark]}`).join("");

function writeSentence(detail: Detail, fields: string, where: string): string {
  const doubt =
    detail.outcome === "not-seen"
      ? " Its answer was lost and it was not found afterwards."
      : detail.outcome === "confirmed-by-probe"
        ? " Its answer was lost, and a look confirmed it."
        : "";
  if (detail.action === "create") return `Created the record${where}.${doubt}`;
  if (detail.action === "stamp") return `Stored the link's id${where}.${doubt}`;
  return `Wrote ${fields || "the record"}${where}.${doubt}`;
}

function conflictSentence({ conflicts = [] }: Detail, named: (fields: readonly string[]) => string): string {
  const decided = conflicts.filter(({ state }) => state === "decided").map(({ field }) => field);
  const open = conflicts.filter(({ state }) => state !== "decided").map(({ field }) => field);
  return [
    ...(open.length > 0 || decided.length === 0 ? [`Waits for a person to decide: ${named(open) || "the whole record"}.`] : []),
    ...(decided.length > 0 ? [`A rule decided about ${named(decided)}; the other value is kept.`] : []),
  ].join(" ");
}

const connectionChanges: Readonly<Record<string, string>> = {
  connected: "A person connected an account.",
  renewed: "A person connected an account again; what waited goes on.",
  rotated: "A person changed an account's token; what waited goes on.",
  "webhook-secret-added": "A person added a signing secret.",
  "webhook-secret-removed": "A person took a signing secret away.",
  "signed-in": "A person signed an account in at HighLevel; what waited goes on.",
  app: "A person set up the HighLevel app by which people sign in.",
  "look-every": "A person changed how often changes are looked for.",
};

const chosenWords: Readonly<Record<string, string>> = {
  left: "A person chose HighLevel's value for {field}.",
  right: "A person chose incident.io's value for {field}.",
  both: "A person chose to keep both sides' values for {field}.",
  value: "A person typed a value for {field}.",
  candidate: "A person said which record is meant.",
  keep: "A person chose to keep the record.",
  delete: "A person chose to delete the other record.",
  unlink: "A person chose to end the link.",
  unfreeze: "A person let {field} flow again.",
  reopen: "A person took their answer about {field} back.",
};

function resolvedSentence({ choose, field = "*" }: Detail, named: (fields: readonly string[]) => string): string {
  const words = choose === undefined ? undefined : chosenWords[choose];
  return words === undefined ? "Carried out a person's choice." : words.replace("{field}", () => named([field]));
}

const askedWords: Readonly<Record<string, string>> = {
  retry: "A person asked to try again.",
  replay: "A person fed the event again.",
  resync: "A person asked to bring the record into step.",
  ignore: "A person chose to leave the record alone until it changes again.",
  undo: "A person took a write back.",
  complete: "A person completed this task in Highwire.",
  reveal: "A person looked at values that are masked for others.",
  relink: "A person linked the record with another one.",
  recreate: "A person asked to create the missing record again.",
  unlink: "A person ended the link.",
  try: "A person ran an action of the catalog at an account.",
  verify: "A person had it checked whether the record is still there.",
};

const askedSentence = ({ verb = "" }: Detail): string => askedWords[verb] ?? "A person asked for something.";

function configSentence(detail: Detail, named: (fields: readonly string[]) => string): string {
  if (detail.people !== undefined)
    return Object.hasOwn(peopleSentences, detail.people) ? peopleSentences[detail.people as PeopleDeed] : "Something about people changed.";
  const alert = alertSentence(detail);
  if (alert !== null) return alert;
  if (detail.connectionPaused !== undefined) return `Paused a connection: ${codeTitle(detail)}`;
  if (detail.policy !== undefined && detail.field !== undefined)
    return `A person made a rule: for ${named([detail.field])}, ${vendorName(detail.policy === "incident" ? "incident" : "highlevel")} always wins.`;
  if (detail.paused !== undefined)
    return detail.paused ? "A person paused this contact: nothing of it is written until somebody resumes it." : "A person let this contact go on.";
  const ofAll = wholeSentence(detail);
  if (ofAll !== undefined) return ofAll;
  if (detail.change !== undefined) return connectionChanges[detail.change] ?? "A connection was changed.";
  if (detail.mode !== undefined) return `A person switched the bridge to ${detail.mode}.`;
  if (detail.restored !== undefined) return `Restored from the backup of ${new Date(detail.restored).toISOString()}; bridges were paused.`;
  if (detail.canary !== undefined) return canaryWords(detail.canary, detail.records ?? 0);
  const ofMapping = mappingSentence(detail);
  if (ofMapping !== undefined) return ofMapping;
  if (detail.holdTag !== undefined)
    return detail.holdTag === null
      ? "A person switched the hold tag off."
      : `A person chose the tag ${JSON.stringify(detail.holdTag)} for contacts on incidents.`;
  if (detail.brake !== undefined) return "A person released the mass-delete brake.";
  if (detail.shareLink !== undefined)
    return detail.shareLink === "made" ? "A person made a link to an incident's page." : "A person ended a link to an incident's page.";
  return pauseSentence(detail) ?? "The configuration changed.";
}

function mappingSentence({ rules, mapping, attribute }: Detail): string | undefined {
  if (rules !== undefined) return "A person changed the bridge's rules.";
  if (mapping !== undefined) return `A person saved version ${String(mapping)} of the mapping.`;
  return attribute === undefined ? undefined : "A person added an attribute at incident.io.";
}

/** Of what concerns a workspace as a whole. */
function wholeSentence({ kept, file, what = [] }: Detail): string | undefined {
  if (kept !== undefined) return `A person changed how many days rows are kept: ${kept.join(", ")}.`;
  return file === undefined ? undefined : fileSentence(file, what);
}

const fileSentence = (deed: string, what: readonly string[]): string =>
  deed === "made" ? "A configuration file added this bridge." : `A configuration file changed ${what.length === 0 ? "a name" : what.join(", ")}.`;

function pauseSentence({ allPaused, state }: Detail): string | undefined {
  if (allPaused !== undefined) return allPaused ? "A person paused all writes." : "A person let writes go on.";
  if (state !== undefined) return state === "paused" ? "A person paused a connection." : "A person let a connection go on.";
  return undefined;
}

function canaryWords(because: string, records: number): string {
  const written = counted(records, "record", "records");
  if (because === "spent") return `The careful first run is done: ${written} written, and the bridge waits for a person.`;
  const why = because === "delete" ? "something was to be deleted" : "a record needs a person";
  return `The careful first run stopped after ${written}, because ${why}.`;
}

/** Title, number, the vendor's own evidence, and what to do. */
function codeTitle({ code, httpStatus, vendorCode, field, scope }: Detail): string {
  if (!isErrorCode(code)) return "the reason is unknown.";
  const entry = registry[code];
  const evidence = [
    entry.number,
    ...(httpStatus === undefined ? [] : [`HTTP ${String(httpStatus)}`]),
    ...[vendorCode, field && `field ${field}`, scope && `permission ${scope}`].filter((part) => part !== undefined && part !== ""),
  ];
  return `${entry.title} (${evidence.join(", ")}). ${entry.fix}`;
}

const causes: Readonly<Record<string, string>> = {
  sweep: "a sweep saw it differ",
  backfill: "the first load",
  person: "a person asked",
  missing: "a sweep did not find it",
  redrive: "it was tried again",
  related: "a related record changed",
  restore: "a backup was restored",
  "hop-1": "a write of our own, by another bridge",
  "hop-2": "our own writes, by two bridges in a row",
  "hop-3": "our own writes, by three bridges in a row",
  again: "an earlier look is to be finished",
  engine: "Highwire itself",
  webhook: "an event",
};

/** One link of a cause chain in words; an event keeps its id, which is its evidence. */
export function causeWords(cause: string): string {
  const [kind = "", ...rest] = cause.split(" ");
  if (kind === "webhook" && rest.length > 1)
    return `${vendorName(rest[0] === "incident" ? "incident" : "highlevel")}'s event ${rest.slice(1).join(" ")}`;
  if (kind === "responder" && rest.length > 0) return `a responder, ${rest.join(" ")}`;
  if (kind === "person" && rest.length > 0) return personWords(rest.join(" "));
  if (kind === "plan" && rest.length > 0) return `the plan ${rest.join(" ")}`;
  if (kind === "undo" && rest.length > 0) return `taking back the plan ${rest.join(" ")}`;
  return causes[cause] ?? workflowCause(kind, rest) ?? cause;
}

/** Who acted, as far as it can be told without a name: names are looked up where they are shown. */
function personWords(who: string): string {
  if (who === "cli") return "a person, by the command line";
  if (who === "local") return "a person at this machine";
  if (who.startsWith("user:")) return "a person who had signed in";
  return who.startsWith("token") ? "a program, by its API token" : "a person, by the page or API";
}
