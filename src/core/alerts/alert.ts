import type { Entity } from "../bridge.ts";
import type { ErrorCode } from "../error-registry.ts";
import type { Instant } from "../ids.ts";
import type { Side } from "../record/canonical.ts";

/** What people are told of, what stops most first. */
export const alertKinds = [
  "connection",
  "brake",
  "canary",
  "parked",
  "runs",
  "questions",
  "conflicts",
  "token",
  "refused",
  "silence",
  "backup",
] as const;
export type AlertKind = (typeof alertKinds)[number];

/** Kinds that stop work altogether; they may come through quiet hours. */
export const urgentKinds: readonly AlertKind[] = ["connection", "brake"];

/** Something that needs people now, as far as it may be told outside: counts, codes and links, never a name or a value (P5). */
export interface AlertNeed {
  /** Stays the same while the same thing goes on: one cause, one alert. */
  readonly cause: string;
  readonly kind: AlertKind;
  readonly code: ErrorCode | null;
  readonly vendor: Side | null;
  /** Kind of record that the flow keeps in step; null where no flow is meant. */
  readonly entity: Entity | null;
  /**
   * `brake`: deletes held back. `canary`: records written. `parked`: records. `runs` and `questions`: runs of workflows. `conflicts`: conflicts. `token`: whole days left. `refused`: events.
   * `silence`: whole hours. Otherwise 1.
   */
  readonly count: number;
  /** Since when; null where that is not known. */
  readonly since: Instant | null;
  /** Page of the app on which it is settled, beginning with a slash. */
  readonly href: string;
}

/** A need that people are, or were, told of. */
export interface Alert extends AlertNeed {
  readonly id: string;
  readonly raisedAt: Instant;
  /** When it was found to be over; null while it goes on. */
  readonly endedAt: Instant | null;
}

export const channelKinds = ["email", "webhook", "incident"] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Hours of each day in which a channel keeps still, by a zone's clocks. What is still true afterwards is told then. */
export interface QuietHours {
  /** Minutes since midnight, from 0 to 1,439. `until` before `from` means the next morning; the same time twice means all day. */
  readonly from: number;
  readonly until: number;
  /** IANA name. */
  readonly zone: string;
  /** Whether urgent kinds are told all the same. */
  readonly urgentComesThrough: boolean;
}

/** Where alerts go. The address and its secret are kept sealed, apart from this. */
export interface AlertChannel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  /** Enough of the address to know it again, and no more. */
  readonly shownAs: string;
  /** What it tells of. */
  readonly kinds: readonly AlertKind[];
  readonly quiet: QuietHours | null;
  readonly paused: boolean;
  readonly madeAt: Instant;
  readonly lastToldAt: Instant | null;
  /** Since when every try has failed, and why the last one did; null while it works. */
  readonly failingSince: Instant | null;
  readonly failure: ErrorCode | null;
}

/** The sealed part of a channel. */
export type AlertTarget =
  | { readonly kind: "email"; readonly to: string }
  | { readonly kind: "webhook"; readonly url: string; readonly secret: string }
  | { readonly kind: "incident"; readonly connectionId: string; readonly sourceId: string; readonly secret: string };

/** After how long waiting becomes worth telling. */
export interface AlertRules {
  /** Hours that a conflict may stay open. */
  readonly conflictHours: number;
  /** Hours without an event from an account that used to send some. */
  readonly silenceHours: number;
}

export const defaultRules: AlertRules = { conflictHours: 24, silenceHours: 24 };
