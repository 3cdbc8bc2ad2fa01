import type { SandboxClock } from "../kit/clock.ts";
import type { Counters } from "../kit/counters.ts";
import type { Prng } from "../kit/prng.ts";
import type { Access } from "./access.ts";
import type { ContactStore } from "./contact-store.ts";
import type { CustomFieldDefinition } from "./custom-fields.ts";
import type { OAuth } from "./oauth.ts";
import type { RateLimits } from "./rate-limits.ts";
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

/** Behaviours that no document settles, that were seen both ways, or that hurt callers. Each default is the likeliest reading. */
export interface Quirks {
  /** Location setting: a second contact with the same e-mail or phone may be created. Default false. */
  allowDuplicateContact: boolean;
  /** Location setting: the order in which keys are matched. Default e-mail, then phone. */
  duplicateOrder: readonly ("email" | "phone")[];
  /** An update to an e-mail or phone that another contact holds is refused, unless duplicates are allowed. Default true. */
  refusesTakenKeys: boolean;
  /** Status of a create: the documents say 201, recordings 200. Default 201. */
  createStatus: 200 | 201;
  /** Spelling of the success flag under dated versions. Default both, as recorded. */
  successFlag: "both" | "succeded" | "succeeded";
  /** A null clears a field. Default true. */
  clearByNull: boolean;
  /** An empty text clears a field. Default true. */
  clearByEmpty: boolean;
  /** Names are cut to this many characters; null for none. Default null. */
  truncateNamesAt: number | null;
  /** Names are kept in lower case. Default false. */
  lowercaseNames: boolean;
  /** White space at both ends of texts is dropped. Default true. */
  trimTexts: boolean;
  /** How phones are kept. Default `E.164`, as recorded. */
  phoneFormat: "E.164" | "national" | "as-sent";
  /** Unicode form in which names are kept. Default `as-sent`. */
  unicodeForm: "as-sent" | "NFC" | "NFD";
  /** A write that changes nothing moves dateUpdated and sends its event. Default true. */
  idleWritesTell: boolean;
  /** Writes through the API send events, as people's edits do. Default true. */
  apiWritesTell: boolean;
  /** Milliseconds by which search lags behind reads by id. Default 0. */
  indexLagMs: number;
  /** Deleted contacts keep coming back from search. Default false. */
  deletedLinger: boolean;
  /** A merge by a person sends ContactDelete for the contact that vanishes. Default true. */
  mergeTellsDelete: boolean;
  /** Within 30 seconds a used refresh token answers with the same new pair. Default true. */
  refreshGrace: boolean;
  /** A refresh token offered again after that ends its whole family. Default false. */
  reuseEndsFamily: boolean;
  /** The redirect carries `state` back. Default true. */
  returnsState: boolean;
  /** A `code_challenge` at consent demands its `code_verifier` at the exchange. Default false. */
  checksPkce: boolean;
  /** Events are sent again after every failure, not only after 429. Default false. */
  retryAll: boolean;
  /** What the signature header carries. Default a valid one. */
  signature: "valid" | "wrong" | "not-available" | "absent";
  /** Milliseconds by which the vendor's stamps are ahead of time. Limits and tokens are not affected. Default 0. */
  clockSkewMs: number;
}

export const defaultQuirks: Quirks = {
  allowDuplicateContact: false,
  duplicateOrder: ["email", "phone"],
  refusesTakenKeys: true,
  createStatus: 201,
  successFlag: "both",
  clearByNull: true,
  clearByEmpty: true,
  truncateNamesAt: null,
  lowercaseNames: false,
  trimTexts: true,
  phoneFormat: "E.164",
  unicodeForm: "as-sent",
  idleWritesTell: true,
  apiWritesTell: true,
  indexLagMs: 0,
  deletedLinger: false,
  mergeTellsDelete: true,
  refreshGrace: true,
  reuseEndsFamily: false,
  returnsState: true,
  checksPkce: false,
  retryAll: false,
  signature: "valid",
  clockSkewMs: 0,
};

/** Everything that the routes of one HighLevel sandbox share. */
export interface HighLevelState {
  readonly clock: SandboxClock;
  readonly prng: Prng;
  /** Chance for trace ids alone, so that reads do not change the ids that come later. */
  readonly traces: Prng;
  readonly counters: Counters;
  readonly access: Access;
  readonly limits: RateLimits;
  readonly contacts: ContactStore;
  readonly webhooks: HighLevelWebhooks;
  readonly locations: Map<string, SandboxLocation>;
  readonly customFields: Map<string, CustomFieldDefinition>;
  /** By location and name. */
  readonly tags: Map<string, Tag>;
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
