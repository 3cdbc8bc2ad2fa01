import type { Bridge } from "#core/bridge.ts";
import type { Instant } from "#core/ids.ts";
import type { CallPriority, RecordsPort } from "#core/ports/records-port.ts";
import type { DirtyMark, DirtyReason } from "#core/ports/store.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { isDated, isLaterVersion, isNewsTo } from "#core/record/version.ts";
import type { Fingerprint } from "#core/sync/merge-field.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { FreshReads } from "../fresh-reads.ts";
import { matchKeyHashes } from "../match-keys.ts";
import { deleteLimit, pullBrake } from "../reconcile/delete-brake.ts";
import { readSweepState, saveSweepState } from "./sweep-state.ts";

/** Two minutes, in milliseconds: how far a narrow sweep reaches back, because vendors' lists lag. */
const OVERLAP_MS = 120_000;
/** Records that a suspicious sweep reads by id before it believes that so many are gone. */
const SAMPLE = 5;

export interface SweepRequest {
  readonly ports: EnginePorts;
  readonly bridge: Bridge;
  readonly port: RecordsPort;
  /** `full` reads everything and notices what is gone; `narrow` reads what changed since the last sweep, where the vendor can tell. */
  readonly reach: "full" | "narrow";
  readonly reason?: DirtyReason;
  readonly priority?: CallPriority;
  /** Keeps the rows that differ: the links that they mark need not read this side again by id. */
  readonly fresh?: FreshReads;
  /** Ends the sweep between two pages, with the reason as its error; nothing is noted of how far it came. */
  readonly signal?: AbortSignal;
  /** Called with each page before its marks are made. */
  readonly onPage?: (records: readonly SideRecord[], total: number | null) => Promise<void> | void;
}

export interface SweepResult {
  readonly seen: number;
  readonly marked: number;
  readonly missing: number;
}

/** Compares one side's records with what was last seen of them, and marks dirty only what differs (W1, W2). Writes nothing at the vendors. */
export async function sweepSide(request: SweepRequest): Promise<SweepResult> {
  const { ports, bridge, port } = request;
  const fingerprint = await ports.store.fingerprinter(bridge.workspaceId);
  const before = await readSweepState(ports.store, bridge, port.side);
  const startedAt = ports.clock.now();
  // Whatever was read since the sweep began tells as much as a read of its own.
  const call = { priority: request.priority ?? "sweep", claimedMs: ports.clock.monotonicMs() } as const;
  const whole = request.reach === "full" && startedAt - (before.wholeAt ?? Number.NEGATIVE_INFINITY) >= (port.wholeEveryMs ?? 0);
  const since = whole ? null : reachBack(before.watermark);
  let { watermark } = before;
  let seen = 0;
  let marked = 0;
  let after: string | null = null;
  do {
    request.signal?.throwIfAborted();
    const page = await port.list({ after, since }, call);
    await request.onPage?.(page.records, page.total);
    marked += await markChanged(request, page.records, fingerprint, startedAt);
    seen += page.records.length;
    for (const { version } of page.records) if (isDated(version) && (watermark === null || isLaterVersion(version, watermark))) watermark = version;
    after = page.next;
  } while (after !== null);
  request.signal?.throwIfAborted();
  // Such a record tells that there is news and no more, so that it is read by id.
  const { fresh: _read, ...byId } = request;
  const unlisted = (await port.unlisted?.(await collectUnseen(request, startedAt), call)) ?? [];
  marked += await markChanged(byId, unlisted, fingerprint, startedAt);
  seen += unlisted.length;
  const missing = whole ? await markMissing(request, startedAt) : 0;
  await saveSweepState(ports.store, bridge, port.side, {
    completedAt: request.reach === "full" ? startedAt : before.completedAt,
    watermark,
    wholeAt: whole ? startedAt : before.wholeAt,
  });
  await note(request, { seen, marked, missing }, startedAt);
  return { seen, marked, missing };
}

function reachBack(watermark: string | null): string | null {
  return watermark === null ? null : new Date(Date.parse(watermark) - OVERLAP_MS).toISOString();
}

async function markChanged(request: SweepRequest, records: readonly SideRecord[], fingerprint: Fingerprint, now: Instant): Promise<number> {
  const { ports, bridge, port } = request;
  if (records.length === 0) return 0;
  const ids = records.map((record) => record.id);
  const known = await ports.store.observedVersions(bridge.workspaceId, bridge.id, port.side, ids);
  const different = records.filter((record) => isNewsTo(known.get(record.id), record.version));
  request.fresh?.put(bridge.id, different);
  const marks = different.map((record) => markOf(request, record, fingerprint));
  const changed = marks.length === 0 ? 0 : await ports.store.markDirty(marks, now);
  await ports.store.touchSeen(bridge.workspaceId, bridge.id, port.side, ids, now);
  return changed;
}

function markOf(request: SweepRequest, record: SideRecord, fingerprint: Fingerprint): DirtyMark {
  return {
    workspaceId: request.bridge.workspaceId,
    bridgeId: request.bridge.id,
    side: record.side,
    recordId: record.id,
    reason: request.reason ?? "sweep",
    priority: request.priority ?? "sweep",
    keyHashes: matchKeyHashes(record, fingerprint),
  };
}

/** Marks what the sweep did not meet; a read by id decides later whether it is gone (D1, D4). */
async function markMissing(request: SweepRequest, startedAt: Instant): Promise<number> {
  const { ports, bridge, port } = request;
  const missing = await collectUnseen(request, startedAt);
  if (missing.length === 0) return 0;
  const counts = await ports.store.counts(bridge.workspaceId, bridge.id);
  const linked = counts.total - counts.ended;
  if (port.partial !== true && missing.length > deleteLimit(linked)) {
    if (await sampleIsAlive(port, missing)) return 0;
    if (bridge.onDelete !== "unlink") await pullBrake(ports, bridge, missing.length, linked);
  }
  const marks = missing.map((recordId): DirtyMark => ({
    workspaceId: bridge.workspaceId,
    bridgeId: bridge.id,
    side: port.side,
    recordId,
    reason: "missing",
    priority: "sweep",
  }));
  return ports.store.markDirty(marks, startedAt);
}

async function collectUnseen(request: SweepRequest, startedAt: Instant): Promise<readonly string[]> {
  const { ports, bridge, port } = request;
  const all: string[] = [];
  for (let after: string | null = null; ;) {
    const page = await ports.store.unseenSince(bridge.workspaceId, bridge.id, port.side, startedAt, after, 1_000);
    all.push(...page);
    if (page.length < 1_000) return all;
    after = page.at(-1) ?? null;
  }
}

/** When far too much seems gone, a few reads by id tell a broken list from real deletes. */
async function sampleIsAlive(port: RecordsPort, missing: readonly string[]): Promise<boolean> {
  const step = Math.max(1, Math.floor(missing.length / SAMPLE));
  const sample = missing.filter((_id, index) => index % step === 0).slice(0, SAMPLE);
  const reads = await Promise.all(sample.map((id) => port.read(id, { priority: "sweep" })));
  return reads.some((read) => read.kind === "found");
}

async function note(request: SweepRequest, result: SweepResult, now: Instant): Promise<void> {
  const { ports, bridge, port } = request;
  if (result.marked === 0 && result.missing === 0) return;
  const detail = { ...result, reach: request.reach };
  await ports.store.appendJournal(
    bridge.workspaceId,
    [{ kind: "sweep", linkId: null, bridgeId: bridge.id, intentId: null, side: port.side, cause: ["sweep"], detail, values: [] }],
    now,
  );
}
