import type { SandboxClock } from "../kit/clock.ts";
import type { Counters } from "../kit/counters.ts";
import type { Prng } from "../kit/prng.ts";
import type { AlertStore } from "./alerts/alert-store.ts";
import type { ApiKeys } from "./api-keys.ts";
import type { StoredAttachment } from "./attachments/attachment.ts";
import type { CatalogStore } from "./catalog-store.ts";
import { MAX_ENTRIES } from "./catalog-store.ts";
import type { IncidentEvents } from "./incident-events.ts";
import type { IncidentStore } from "./incident-store.ts";
import type { Organisation } from "./organisation.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { RowStore } from "./row-store.ts";
import type { Stamps } from "./stamps.ts";
import type { StoredTimelineItem } from "./timeline/timeline-item.ts";
import type { StoredUpdate } from "./updates/incident-update.ts";
import type { StoredWork } from "./work-items/work-item.ts";

/** Behaviours that no document settles, or that hurt callers. Each default is the reading that the facts make likeliest. */
export interface Quirks {
  /** Status of a schema update under a stale version. Default 409. */
  staleSchemaStatus: 409 | 422;
  /** Primitives read back with `literal` absent (true) or an empty text (`blank`), and their text in `label`. Default false: both filled. */
  literalEmpty: boolean | "blank";
  /** The API may write attributes of mode `dashboard`. Default true. */
  dashboardWrites: boolean;
  /** People cannot edit attributes of mode `api`. Default true. */
  apiModeLocksPeople: boolean;
  /** A create that meets an existing external id clears the attributes it leaves out. Default true. */
  upsertClears: boolean;
  /** Names and values cut to this many characters; null for none. Default null. */
  truncateValuesAt: number | null;
  /** White space at both ends of names and values is dropped. Default false. */
  trimValues: boolean;
  /** Unicode form in which names and values are kept. Default `as-sent`. */
  unicodeForm: "as-sent" | "NFC" | "NFD";
  /** Entries are listed in another order than that of creation. Default false. */
  shuffledOrder: boolean;
  /** Entry lists show the state of this many milliseconds ago, at most 60,000. Default 0. */
  listLagMs: number;
  /** The last page still names a cursor; the end is an empty page. Default false. */
  endByEmptyPage: boolean;
  /** Live entries per type. Default 50,000, as published. */
  maxEntries: number;
  /** Fields that the organisation's incident form demands, such as `severity_id`. Default none. */
  requiredIncidentFields: readonly string[];
  /** Version 2 of actions and of follow-ups is gone already, ahead of 31 December 2026, when it goes in any case. Default true. */
  sunsetV2: boolean;
  /** How an operation that is gone answers. Default 410. */
  sunsetStatus: 404 | 410;
  /** Deleting a follow-up or an action sends the event of an update, with the status `deleted`. Default false: no event. */
  deletedWorkTells: boolean;
  /** The endpoint subscribes to the old events of follow-ups as well, so that each change arrives twice. Default false. */
  followUpEventsTwice: boolean;
  /** New follow-ups and actions are missing from lists for this many milliseconds. Default 0. */
  lateRowsMs: number;
  /** A timeline item cannot lie in the future. Default false. */
  refusesFutureItems: boolean;
  /** Writes to the timeline move the incident's time of change. Default false. */
  timelineTouchesIncident: boolean;
  /** Types of attachments whose integration the organisation has. Default none. */
  installedIntegrations: readonly string[];
  /** An alert is there only so many milliseconds after its event was accepted. Default 0. */
  alertLagMs: number;
  /** Alerts are resolved by their source only. Default false. */
  thirdPartyResolves: boolean;
  /** A key may rotate itself. Default true. */
  selfRotation: boolean;
}

export const defaultQuirks: Quirks = {
  staleSchemaStatus: 409,
  literalEmpty: false,
  dashboardWrites: true,
  apiModeLocksPeople: true,
  upsertClears: true,
  truncateValuesAt: null,
  trimValues: false,
  unicodeForm: "as-sent",
  shuffledOrder: false,
  listLagMs: 0,
  endByEmptyPage: false,
  maxEntries: MAX_ENTRIES,
  requiredIncidentFields: [],
  sunsetV2: true,
  sunsetStatus: 410,
  deletedWorkTells: false,
  followUpEventsTwice: false,
  lateRowsMs: 0,
  alertLagMs: 0,
  thirdPartyResolves: false,
  installedIntegrations: [],
  refusesFutureItems: false,
  timelineTouchesIncident: false,
  selfRotation: true,
};

export interface IncidentState {
  readonly clock: SandboxClock;
  readonly prng: Prng;
  readonly stamps: Stamps;
  /** Ids and times of what the sandbox is furnished with; a stream of its own, so that other ids do not depend on it. */
  readonly furniture: Stamps;
  readonly counters: Counters;
  readonly keys: ApiKeys;
  readonly limits: RateLimits;
  readonly catalog: CatalogStore;
  readonly incidents: IncidentStore;
  readonly followUps: RowStore<StoredWork>;
  readonly actions: RowStore<StoredWork>;
  readonly timeline: RowStore<StoredTimelineItem>;
  readonly attachments: RowStore<StoredAttachment>;
  readonly alerts: AlertStore;
  readonly updates: RowStore<StoredUpdate>;
  readonly organisation: Organisation;
  readonly events: IncidentEvents;
  readonly quirks: Quirks;
}
