import type { BridgeId, ConnectionId, Instant, LinkId, WorkspaceId } from "./ids.ts";
import type { ConflictPolicy, FieldMap, MatchKey } from "./mapping/field-map.ts";
import type { Side } from "./record/canonical.ts";

/** Kinds of records that stand for themselves. */
export const plainEntities = ["contact", "task", "appointment", "business"] as const;

/** Kinds of records that hang on a case: an affected contact on an incident. */
export const caseEntities = [
  "case-task",
  "case-tags",
  "case-note",
  "timeline",
  "contact-facts",
  "board",
  "timeline-note",
  "follow-up",
  "action",
  "new-contact",
] as const;

/** Kinds of records that hang on an alert which names a contact. */
export const alertEntities = ["alert-note"] as const;

/** What a bridge keeps in step. */
export const entities = [...plainEntities, ...caseEntities, ...alertEntities] as const;
export type Entity = (typeof entities)[number];
export type CaseEntity = (typeof caseEntities)[number];
export type AlertEntity = (typeof alertEntities)[number];

/** True for kinds whose bridges have rules about who is affected (`Bridge.cases`). */
export const hasCaseRules = (entity: Entity): boolean => !plainEntities.some((one) => one === entity);

/** The side on which an incident's records of such a kind are listed, so that an event of the incident says where to look. */
export const listedOn: Readonly<Record<CaseEntity, Side>> = {
  "case-task": "incident",
  "case-tags": "incident",
  timeline: "highlevel",
  "contact-facts": "highlevel",
  "follow-up": "highlevel",
  action: "highlevel",
  board: "highlevel",
  "timeline-note": "incident",
  "case-note": "incident",
  "new-contact": "incident",
};

/**
 * `draft`: nothing runs. `shadow`: decides and tells, writes nothing. `canary`: writes a few records, then pauses; at the first surprise at once.
 * `live`: keeps both sides in step. `paused`: work waits.
 */
export const bridgeModes = ["draft", "shadow", "canary", "live", "paused"] as const;
export type BridgeMode = (typeof bridgeModes)[number];

/** Records that a careful first run writes. */
const CANARY_RECORDS = 10;

/** Why a careful first run ended: all its records were written; a record needs a person; or something was to be deleted. */
export interface CanaryEnd {
  readonly at: Instant;
  readonly because: "spent" | "surprise" | "delete";
  /** The record that surprised. */
  readonly linkId: LinkId | null;
}

/** How far the careful first run has come, or came; kept until the next one. */
export interface CanaryRun {
  readonly budget: number;
  /** Records that were begun, and those that were written and read back. */
  readonly taken: number;
  readonly done: number;
  /** When the last one was begun. */
  readonly takenAt: Instant;
  readonly ended: CanaryEnd | null;
}

/** True for modes in which records are written as soon as they are looked at. */
export const writes = (mode: BridgeMode): boolean => mode === "live" || mode === "canary";

/** True for modes in which a change of what is written wants a plan first (S4): it is written at once, or as soon as somebody lets the bridge go on. */
export const wantsPlan = (mode: BridgeMode): boolean => writes(mode) || mode === "paused";

/** The bridge in this mode; a careful run begins anew each time, and from shadow on there is something that was only told of. */
export const inMode = (bridge: Bridge, mode: BridgeMode): Bridge => ({
  ...bridge,
  mode,
  ...((mode === "shadow" || bridge.mode === "shadow") && { onlyTold: (bridge.onlyTold ?? 0) + 1 }),
  ...(mode === "canary" && { canary: { budget: CANARY_RECORDS, taken: 0, done: 0, takenAt: 0, ended: null } }),
});

/** True when a bridge writes, and what it had only told of before has not been looked at again. */
export const owesWhatItTold = ({ mode, onlyTold }: Pick<Bridge, "mode" | "onlyTold">): boolean => writes(mode) && onlyTold !== undefined;

/** What a confirmed delete on one side does to the other (D4). */
export type DeletePolicy = "unlink" | "archive" | "delete";

/** Contacts that one incident may make unless a person says otherwise, and as many as a person may allow. */
export const NEW_CONTACTS = 25;
export const MOST_NEW_CONTACTS = 50;

/** Which incidents make cases. */
export interface CaseRules {
  /** incident.io custom field that names the affected contacts; null until the bridge has first created or found it. */
  readonly affectedFieldId: string | null;
  /** Name of an incident.io text field with e-mail addresses, which names affected contacts as well. Default: none. */
  readonly emailField?: string;
  /**
   * Name of an alert attribute with contacts' entries or e-mail addresses: alerts of an incident name affected contacts as well, and notes of
   * contacts go to the alerts that name them. Default: none.
   */
  readonly alertAttribute?: string;
  /** Name of an incident.io link field in which the address of our page of an incident stands. Default: none. */
  readonly linkField?: string;
  /** Contacts that one incident may make by addresses that nobody in HighLevel has. Default `NEW_CONTACTS`, at most `MOST_NEW_CONTACTS`. */
  readonly mostNewContacts?: number;
  /** Private incidents reach HighLevel too. Default false (P1). */
  readonly tellsPrivate: boolean;
  /** Test and tutorial incidents count. Default false. */
  readonly tellsDrills: boolean;
  /** Tag that contacts carry while they are on an ongoing incident, so that workflows in HighLevel can hold their messages. Default null: none. */
  readonly holdTag: string | null;
  /** Tags that were hold tags before: they are taken off whoever still carries them. */
  readonly formerHoldTags?: readonly string[];
  /** A follow-up or action that a person makes on an incident with one affected contact becomes a task of that contact. Default false. */
  readonly takesNew?: boolean;
  /** E-mail at incident.io of HighLevel users, by user id, where it is another one there. */
  readonly assignees?: Readonly<Record<string, string>>;
}

/** One configured two-way pairing of a HighLevel location with an incident.io organisation, for one kind of record. */
export interface Bridge {
  readonly id: BridgeId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  readonly entity: Entity;
  readonly mode: BridgeMode;
  readonly left: ConnectionId;
  readonly right: ConnectionId;
  /** HighLevel location that the bridge reads and writes. */
  readonly locationId: string;
  /** incident.io catalog type that holds the records; null until the bridge's first load has created or found it. */
  readonly catalogTypeId: string | null;
  /** What a bridge over cases or alerts needs to know of them; null for any other. */
  readonly cases: CaseRules | null;
  readonly fields: readonly FieldMap[];
  readonly matchKeys: readonly MatchKey[];
  /**
   * The side on which records begin when a marker alone tells which two belong together. Default: HighLevel where there are no match keys. With
   * `either` the records themselves say which of them stay `alone`.
   */
  readonly origin?: Side | "either";
  /** Policy when two records meet without a base and differ (M4). Default `ask`. */
  readonly firstLink: ConflictPolicy;
  /** Which records that were there before it the bridge takes in (I6): those that changed since. `days` is what a person chose. Default: all. */
  readonly history?: { readonly days: number; readonly since: Instant };
  /** Default `unlink`. */
  readonly onDelete: DeletePolicy;
  /** The one side on which `onDelete` deletes or archives. Default: both. */
  readonly deletesReach?: Side;
  /** Region (ISO 3166 alpha-2) by which phone numbers without a country code are read. */
  readonly defaultCountry: string;
  /** When `fields` were last chosen, by whom and what for; absent as long as they are those with which the bridge began, version 1. */
  readonly mapped?: { readonly number: number; readonly at: Instant; readonly who: string; readonly note: string };
  /** Rises by one with each change of the configuration. */
  readonly version: number;
  /** Set by the first careful run. */
  readonly canary?: CanaryRun;
  /**
   * Set in shadow, whatever mode comes after it, until every link has been marked again in a mode that writes: what was only told of counts as settled.
   * Rises with each change of mode, so that what was told meanwhile is noticed.
   */
  readonly onlyTold?: number;
  /** Set when the mass-delete brake stopped the bridge (D5). */
  readonly brake: { readonly at: number; readonly plannedDeletes: number; readonly linked: number } | null;
}
