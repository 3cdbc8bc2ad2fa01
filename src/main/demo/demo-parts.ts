import type { Bridge } from "#core/bridge.ts";
import type { ProgressListener } from "#engine/application.ts";
import type { DeliveryFaults } from "#sandbox/kit/webhook-sender.ts";
import type { Sandboxes } from "../sandbox-bridge.ts";
import type { Session } from "../session.ts";

/** How much of everything happens in a week. */
export interface WeekSize {
  readonly incidents: number;
  /** Events of tasks, notes and appointments. */
  readonly events: number;
}

export interface DemoParts {
  readonly session: Session;
  readonly sandboxes: Sandboxes;
  readonly bridge: Bridge;
  readonly edits: number;
  readonly seed: number;
  /** Every kind of bridge, and a week of incidents. Default null: contacts alone. */
  readonly week?: WeekSize | null;
  /** Longest delay of a late event, in milliseconds. Default 20 seconds. */
  readonly lateMs?: number;
  /** How many times as fast as the machine's the session's clock runs. Default 1. */
  readonly speed?: number;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

/** 20 seconds, in milliseconds. */
const LATE_MS = 20_000;
/** Events are lost, repeated and overtaken. */
export const lossy = (lateMs = LATE_MS): DeliveryFaults => ({ drop: 0.1, duplicate: 0.1, reorder: 0.2, maxDelayMs: lateMs });
export const lossless: DeliveryFaults = { drop: 0, duplicate: 0, reorder: 0, maxDelayMs: 0 };
