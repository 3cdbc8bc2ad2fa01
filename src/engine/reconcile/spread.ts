import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { DirtyMark, LinkRow } from "#core/ports/store.ts";
import { namesMany } from "#core/record/names-many.ts";
import type { Side } from "#core/record/canonical.ts";
import { isNewsTo } from "#core/record/version.ts";
import { manyHash } from "../match-keys.ts";
import type { LinkRun } from "./link-run.ts";
import { portOf, recordIdOf } from "./read-sides.ts";
import type { ReconcileContext } from "./reconcile-context.ts";
import { hopIn } from "./tell-others.ts";

/** The side on which a row's id names many records; null for the row of one record. */
export function sideNamingMany(link: LinkRow): Side | null {
  const sides: readonly Side[] = ["highlevel", "incident"];
  return sides.find((side) => namesMany(recordIdOf(link, side) ?? "")) ?? null;
}

/**
 * Marks those records behind an id of many that show something new (W2), and those that are linked and that the vendors no longer count among
 * them. The row itself keeps nothing and ends; the next event that names it brings it back. Returns how many were marked. Throws vendor errors.
 */
export async function spread(context: ReconcileContext, run: LinkRun, side: Side, call: CallOptions): Promise<number> {
  const { bridge, ports } = context;
  const port: RecordsPort = portOf(context, side);
  const many = recordIdOf(run.link, side) ?? "";
  const records = (await port.members?.(many, call)) ?? [];
  const ids = records.map(({ id }) => id);
  const known = await ports.store.observedVersions(bridge.workspaceId, bridge.id, side, ids);
  const news = records.filter(({ id, version }) => isNewsTo(known.get(id), version)).map(({ id }) => id);
  const others = (await linkedUnder(context, side, many)).filter((id) => !ids.includes(id));
  const reason = hopIn(run.link.dirtyReasons) ?? "related";
  const marks = [...news, ...others].map((recordId): DirtyMark => ({
    workspaceId: bridge.workspaceId,
    bridgeId: bridge.id,
    side,
    recordId,
    reason,
    priority: run.link.priority,
  }));
  if (marks.length > 0) await ports.store.markDirty(marks, ports.clock.now());
  return marks.length;
}

/** Linked records that an id of many is looked up for at most. */
const MANY = 1_000;

/** Ids of linked records that an id of many names. */
async function linkedUnder({ bridge, ports, fingerprint }: ReconcileContext, side: Side, many: string): Promise<readonly string[]> {
  const rows = await ports.store.linksByKeys(bridge.workspaceId, bridge.id, side, [manyHash(many, fingerprint)], MANY);
  return rows.filter(({ state }) => state !== "tombstone" && state !== "unlinked").flatMap((row) => recordIdOf(row, side) ?? []);
}
