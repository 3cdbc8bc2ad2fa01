import { must } from "#lib/must.ts";
import type { AdvanceableClock } from "../kit/clock.ts";
import type { Control } from "../kit/control.ts";
import type { FaultRule, Faults } from "../kit/faults.ts";
import type { Deliver, DeliveryFaults } from "../kit/webhook-sender.ts";
import type { NewKey } from "./api-keys.ts";
import { alertControl, type AlertControl } from "./alerts/alert-control.ts";
import { attachmentControl, type AttachmentControl } from "./attachments/attachment-control.ts";
import { entryShape } from "./catalog-shapes.ts";
import type { CatalogEntry } from "./catalog-store.ts";
import { Dashboard, type EditedValues, type IncidentEdit, type IncidentOpening, type IncidentTelling } from "./dashboard.ts";
import { incidentShape } from "./incident-shape.ts";
import type { Visibility } from "./incident-store.ts";
import type { BucketLimits, RetryAfterStyle, SubLimit } from "./rate-limits.ts";
import { CONTACT_TYPE } from "./sample-data.ts";
import { restoreSnapshot, takeSnapshot, type IncidentSnapshot } from "./snapshot.ts";
import type { IncidentState, Quirks } from "./state.ts";
import { timelineControl, type TimelineControl } from "./timeline/timeline-control.ts";
import { workControl, type WorkControl } from "./work-items/work-control.ts";

export interface SettableQuirks extends Quirks {
  retryAfterStyle: RetryAfterStyle;
  rateHeadersOff: boolean;
}

/** Edits data as a person would in incident.io's dashboard, and switches the sandbox's misbehaviour. Catalog edits send no event, because the vendor has none. */
export interface IncidentControl extends Control, WorkControl, TimelineControl, AttachmentControl, AlertControl {
  /** Throws where the dashboard would refuse: attributes of mode `api`, types managed in a repository. */
  createEntry(typeId: string, name: string, values: EditedValues): string;
  /** Null lets the name be; null, an empty text and an empty list clear a value. */
  editEntry(id: string, name: string | null, values: EditedValues): void;
  /**
   * Writes an entry's external id, or clears it with null, and its aliases where they are given: what whoever keeps the catalog may do by hand or by
   * another key. Throws where another entry has that external id.
   */
  identifyEntry(id: string, externalId: string | null, aliases?: readonly string[]): void;
  archiveEntry(id: string): void;
  /** Live entries as the API shows them. */
  entries(typeId?: string): readonly Readonly<Record<string, unknown>>[];
  /** What is stored, archived entries included, whatever the quirks show. */
  listEntries(typeId?: string): readonly CatalogEntry[];
  types(): readonly { readonly id: string; readonly type_name: string }[];
  deleteType(id: string): void;
  /** Makes a type the one that teams are read from, which locks its attributes, or an ordinary one again. */
  setPowersTeams(typeId: string, powersTeams: boolean): void;
  /** Adds entries of invented people without external ids, by default to the bridge's contact type. */
  seedContactEntries(count: number, typeId?: string): readonly string[];
  /** `entries` are the catalog entries that the affected-contacts field names. */
  addIncident(name: string, entries?: readonly string[], visibility?: Visibility, more?: IncidentOpening): string;
  /** All incidents as the API shows them, private ones too. */
  incidents(): readonly Readonly<Record<string, unknown>>[];
  /** A text is the new name. */
  editIncident(id: string, edit: string | IncidentEdit): void;
  /** Tells of an incident and changes it at once, by the names of status and severity. Returns the update's id. */
  postUpdate(id: string, update: IncidentTelling): string;
  /** Puts an incident into the merged status; the update says into which other. */
  mergeIncident(id: string, intoId: string): void;
  addKey(key: readonly string[] | NewKey): string;
  /** Takes a token's key away. */
  revokeKey(token: string): void;
  setQuirks(quirks: Partial<SettableQuirks>): void;
  setFaults(rules: readonly FaultRule[]): void;
  faultsInjected(): Readonly<Record<string, number>>;
  setDeliveryFaults(faults: DeliveryFaults): void;
  setLimits(limits: BucketLimits | null): void;
  /** Lower limits of some endpoints on top of the key's own. */
  setSubLimits(limits: readonly SubLimit[]): void;
  webhooksTo(target: string | Deliver | null): void;
  webhooksUnderway(): number;
  /** Resolves when no event is on its way. */
  settleWebhooks(): Promise<void>;
  deliveries(): Readonly<Record<string, number>>;
  /** True once the endpoint has failed for five days. */
  webhooksDisabled(): boolean;
  enableWebhooks(): void;
  /** Returns the new secret. */
  rotateWebhookSecret(): string;
  /** Puts the sandbox's clock forward by so many milliseconds. */
  advance(byMs: number): void;
  snapshot(): IncidentSnapshot;
  restore(snapshot: IncidentSnapshot): void;
}

/** `state.clock` must be the clock that `advance` moves. */
export function createControl(state: IncidentState, faults: Faults, clock: AdvanceableClock): IncidentControl {
  const dashboard = new Dashboard(state);
  const stored = (typeId?: string): CatalogEntry[] =>
    [...state.catalog.allEntries()].filter((entry) => typeId === undefined || entry.typeId === typeId);
  return {
    createEntry: (typeId, name, values) => dashboard.createEntry(typeId, name, values),
    editEntry: (id, name, values) => dashboard.editEntry(id, name, values),
    identifyEntry: (id, externalId, aliases) => dashboard.identifyEntry(id, externalId, aliases),
    archiveEntry: (id) => dashboard.archiveEntry(id),
    entries: (typeId) =>
      stored(typeId)
        .filter((entry) => entry.archivedAt === null)
        .map((entry) => entryShape(state, entry)),
    listEntries: (typeId) => structuredClone(stored(typeId)),
    types: () => [...state.catalog.types.values()].map(({ id, typeName }) => ({ id, type_name: typeName })),
    deleteType: (id) => dashboard.deleteType(id),
    setPowersTeams(typeId, powersTeams) {
      must(state.catalog.types.get(typeId), `type ${typeId}`).powersTeams = powersTeams;
    },
    seedContactEntries: (count, typeId) => dashboard.seedEntries(count, typeId ?? must(state.catalog.typeNamed(CONTACT_TYPE), CONTACT_TYPE).id),
    addIncident: (name, entries = [], visibility = "public", more = {}) => dashboard.addIncident(name, entries, visibility, more),
    incidents: () => state.incidents.all().map((incident) => incidentShape(state, incident)),
    postUpdate: (id, update) => dashboard.postUpdate(id, update),
    mergeIncident: (id, intoId) => dashboard.mergeIncident(id, intoId),
    editIncident: (id, edit) => dashboard.editIncident(id, typeof edit === "string" ? { name: edit } : edit),
    ...workControl(state),
    ...timelineControl(state),
    ...attachmentControl(state),
    ...alertControl(state),
    ...switches(state, faults),
    ...webhooks(state),
    advance: (byMs) => clock.advance(byMs),
    snapshot: () => takeSnapshot(state),
    restore: (snapshot) => restoreSnapshot(state, snapshot),
    counters: () => state.counters.read(),
    resetCounters: () => state.counters.reset(),
  };
}

type Switches = Pick<IncidentControl, "addKey" | "revokeKey" | "setQuirks" | "setFaults" | "faultsInjected" | "setLimits" | "setSubLimits">;

function switches(state: IncidentState, faults: Faults): Switches {
  return {
    addKey: (key) => state.keys.add("roles" in key ? key : { roles: key }),
    revokeKey: (token) => state.keys.revoke(token),
    setQuirks({ retryAfterStyle, rateHeadersOff, ...quirks }) {
      Object.assign(state.quirks, quirks);
      state.catalog.keepsPast = state.quirks.listLagMs > 0;
      if (retryAfterStyle !== undefined) state.limits.retryAfterStyle = retryAfterStyle;
      if (rateHeadersOff !== undefined) state.limits.headersOff = rateHeadersOff;
    },
    setFaults: (rules) => faults.set(rules),
    faultsInjected: () => faults.counts(),
    setLimits(limits) {
      state.limits.perKey = limits;
    },
    setSubLimits(limits) {
      state.limits.subLimits = limits;
    },
  };
}

type Webhooks = Pick<
  IncidentControl,
  | "setDeliveryFaults"
  | "webhooksTo"
  | "webhooksUnderway"
  | "settleWebhooks"
  | "deliveries"
  | "webhooksDisabled"
  | "enableWebhooks"
  | "rotateWebhookSecret"
>;

function webhooks({ events }: IncidentState): Webhooks {
  return {
    setDeliveryFaults(next) {
      events.sender.faults = next;
    },
    webhooksTo: (target) => events.target(target),
    webhooksUnderway: () => events.sender.underway,
    settleWebhooks: () => events.sender.settle(),
    deliveries: () => events.sender.counts,
    webhooksDisabled: () => events.disabled,
    enableWebhooks: () => events.enable(),
    rotateWebhookSecret: () => events.rotateSecret(),
  };
}
