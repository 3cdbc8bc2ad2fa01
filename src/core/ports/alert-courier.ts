import type { AlertNeed, AlertTarget } from "../alerts/alert.ts";
import type { AlertNews } from "./alert-store.ts";
import type { Instant } from "../ids.ts";

/** One piece of news, ready to go. */
export interface AlertLetter {
  /** Stays the same over all tries, so that a receiver knows a repeat. */
  readonly id: string;
  readonly what: AlertNews | "test";
  /** Of the alert, so that the end can be laid to the beginning; of a test its own. */
  readonly alertId: string;
  readonly title: string;
  readonly text: string;
  /** Where it is settled; null when Highwire has no public address. */
  readonly link: string | null;
  /** What it is about; null for a test. */
  readonly need: AlertNeed | null;
  readonly at: Instant;
}

/** Carries alerts out of the house. */
export interface AlertCourier {
  /**
   * Resolves with what the receiver answered, in a few words. Throws `HW_ALERT_REFUSED` when it took nothing, `HW_MAIL_REFUSED`, `HW_CONFIG_MISSING`
   * without a mail server, `HW_EGRESS_REFUSED` for an address that may not be called, `HW_NOT_CONNECTED`, or a vendor's error.
   */
  send(target: AlertTarget, letter: AlertLetter): Promise<string>;
  /** Whether an address may be called at all. Throws `HW_EGRESS_REFUSED`. */
  check(target: AlertTarget): Promise<void>;
}
