import type { SandboxClock } from "../kit/clock.ts";
import type { Counters } from "../kit/counters.ts";
import type { Prng } from "../kit/prng.ts";
import type { Access } from "./access.ts";
import type { ContactStore } from "./contact-store.ts";
import type { HighLevelWebhooks } from "./webhooks.ts";

export interface CustomFieldDefinition {
  readonly id: string;
  readonly name: string;
  readonly fieldKey: string;
  readonly dataType: string;
  readonly locationId: string;
  readonly model: "contact";
  readonly position: number;
  readonly placeholder: string;
  readonly picklistOptions: readonly string[];
}

export interface SandboxLocation {
  readonly id: string;
  readonly companyId: string;
  readonly name: string;
  readonly country: string;
  readonly timezone: string;
  /** Suspended sub-accounts refuse every refresh. */
  suspended: boolean;
}

/** Behaviours that were seen both ways, or that hurt callers; each can be switched on and off. */
export interface Quirks {
  /** Location setting: a second contact with the same e-mail or phone may be created. */
  allowDuplicateContact: boolean;
  /** A null clears a field on PUT. */
  clearByNull: boolean;
  /** Names are cut to this length. */
  truncateNamesAt: number | null;
  /** Deleted contacts keep coming back from search. */
  deletedLinger: boolean;
  /** Refresh tokens keep answering with the same new pair for 30 seconds. */
  refreshGrace: boolean;
}

/** Everything that the routes of one HighLevel sandbox share. */
export interface HighLevelState {
  readonly clock: SandboxClock;
  readonly prng: Prng;
  readonly counters: Counters;
  readonly access: Access;
  readonly contacts: ContactStore;
  readonly webhooks: HighLevelWebhooks;
  readonly locations: Map<string, SandboxLocation>;
  readonly customFields: Map<string, CustomFieldDefinition>;
  readonly tagNames: Map<string, { readonly id: string; readonly name: string; readonly locationId: string }>;
  readonly quirks: Quirks;
  /** Contacts that are gone but linger in search. */
  readonly lingering: Map<string, import("./contact.ts").StoredContact>;
}
