import type { SandboxClock } from "../kit/clock.ts";
import type { Counters } from "../kit/counters.ts";
import type { Prng } from "../kit/prng.ts";
import type { Access } from "./access.ts";
import type { StoredBusiness } from "./businesses/business.ts";
import type { StoredAppointmentNote } from "./calendars/appointment-note-routes.ts";
import type { StoredAppointment } from "./calendars/appointment.ts";
import type { StoredCalendar } from "./calendars/calendar.ts";
import type { ContactStore } from "./contact-store.ts";
import type { CustomFieldDefinition } from "./custom-fields.ts";
import type { StoredNote } from "./notes/note.ts";
import type { StoredCampaign, StoredEnrolment, StoredWorkflow } from "./enrolments/enrolment.ts";
import type { OAuth } from "./oauth.ts";
import type { StoredOpportunity, StoredPipeline } from "./opportunities/opportunity.ts";
import type { Quirks } from "./quirks.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { RecordStore } from "./record-store.ts";
import type { StoredTask } from "./tasks/task.ts";
import type { StoredUser } from "./users/user.ts";
import type { HighLevelWebhooks } from "./webhooks.ts";

export interface SandboxLocation {
  readonly id: string;
  readonly companyId: string;
  readonly name: string;
  /** ISO 3166 alpha-2: given to contacts without one, and the region by which phones without a country code are read. */
  readonly country: string;
  readonly timezone: string;
  /** A suspended sub-account answers 400 to refreshes and to every call with its tokens. */
  suspended: boolean;
  /** The marketplace app is installed here: only then do events leave. */
  installed: boolean;
}

export interface Tag {
  readonly id: string;
  readonly name: string;
  readonly locationId: string;
}

/** Everything that the routes of one HighLevel sandbox share. */
export interface HighLevelState {
  readonly clock: SandboxClock;
  readonly prng: Prng;
  /** Chance for trace ids alone, so that reads do not change the ids that come later. */
  readonly traces: Prng;
  /** Chance for what every location begins with. */
  readonly furniture: Prng;
  readonly counters: Counters;
  readonly access: Access;
  readonly limits: RateLimits;
  readonly contacts: ContactStore;
  readonly webhooks: HighLevelWebhooks;
  readonly locations: Map<string, SandboxLocation>;
  readonly customFields: Map<string, CustomFieldDefinition>;
  /** By location and name. */
  readonly tags: Map<string, Tag>;
  readonly tasks: RecordStore<StoredTask>;
  readonly notes: RecordStore<StoredNote>;
  readonly calendars: Map<string, StoredCalendar>;
  readonly appointments: RecordStore<StoredAppointment>;
  readonly appointmentNotes: Map<string, StoredAppointmentNote>;
  readonly businesses: Map<string, StoredBusiness>;
  readonly pipelines: Map<string, StoredPipeline>;
  readonly opportunities: RecordStore<StoredOpportunity>;
  readonly workflows: Map<string, StoredWorkflow>;
  readonly campaigns: Map<string, StoredCampaign>;
  /** By kind, contact and what it is in. */
  readonly enrolments: Map<string, StoredEnrolment>;
  readonly users: Map<string, StoredUser>;
  readonly quirks: Quirks;
  readonly oauth: OAuth;
  /** Invented people so far, so that no e-mail and no phone comes twice. */
  sampled: number;
}

const idAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";

/** An opaque id as the vendor makes them: 20 letters and digits. */
export const newId = (prng: Prng): string => prng.text(20, idAlphabet);

/** The trace id that many answers carry. */
export const traceId = (state: HighLevelState): string => state.traces.text(24, "0123456789abcdef");
