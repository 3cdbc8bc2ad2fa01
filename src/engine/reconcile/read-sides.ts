import { HighwireError } from "#core/errors.ts";
import type { CallOptions, ContactsPort } from "#core/ports/contacts-port.ts";
import type { ClaimedLink, LinkRow } from "#core/ports/store.ts";
import type { Side, SideRecord } from "#core/record/canonical.ts";
import { isLaterVersion } from "#core/record/version.ts";
import type { SideState } from "#core/sync/plan-link.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

export interface BothSides {
  readonly left: SideState;
  readonly right: SideState;
}

/** Reads both records of a link at once. */
export async function readSides(context: ReconcileContext, link: ClaimedLink, call: CallOptions): Promise<BothSides> {
  const [left, right] = await Promise.all([readSide(context, link, "highlevel", call), readSide(context, link, "incident", call)]);
  return { left, right };
}

async function readSide(context: ReconcileContext, link: LinkRow, side: Side, call: CallOptions): Promise<SideState> {
  const id = recordIdOf(link, side);
  if (id === null) return { kind: "none" };
  const fresh = pageRead(context, link, side, id);
  if (fresh !== null) return { kind: "found", record: fresh };
  return readById(portOf(context, side), id, call);
}

/**
 * The record as a backfill's page showed it a moment ago, when that is enough: with a base an old value would look like an edit, and
 * whatever else made the link dirty may be newer than the page.
 */
export function pageRead(context: ReconcileContext, link: LinkRow, side: Side, id: string): SideRecord | null {
  if (link.base !== null || link.dirtyReasons.some((reason) => reason !== "backfill")) return null;
  const record = context.fresh(side, id);
  const seen = side === "highlevel" ? link.left : link.right;
  return record !== null && seen !== null && isLaterVersion(seen.version, record.version) ? null : record;
}

/**
 * Reads one record by id. "Not there" is believed only while the same connection demonstrably reads something else (D1); otherwise the
 * link tries again later. Throws vendor errors.
 */
export async function readById(port: ContactsPort, id: string, call: CallOptions): Promise<SideState> {
  const outcome = await port.read(id, call);
  if (outcome.kind === "found") return outcome;
  if (await port.canary(call)) return { kind: "missing" };
  throw new HighwireError("HW_VENDOR_UNAVAILABLE", {
    vendor: port.side,
    operation: "canary read",
    detail: "a record looked missing while the connection could read nothing else",
  });
}

export const recordIdOf = (link: LinkRow, side: Side): string | null => (side === "highlevel" ? link.leftId : link.rightId);

export const portOf = (context: Pick<ReconcileContext, "sides">, side: Side): ContactsPort =>
  side === "highlevel" ? context.sides.left : context.sides.right;
