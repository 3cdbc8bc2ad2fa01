import { compareSides } from "#main/demo/compare-sides.ts";
import { homeWorkspace } from "#main/workspaces.ts";
import { judge } from "../simulator/oracle.ts";
import type { History } from "../simulator/people.ts";
import type { Call } from "../simulator/universe.ts";
import { judgeWrites } from "./lease-ledger.ts";
import type { Mail } from "./mail.ts";
import type { Scene } from "./scene.ts";
import { isWrite, type WiredCall } from "./wire.ts";

export interface Verdict {
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

/** Violations of one kind that are told; the rest is counted. */
const TOLD = 5;

/** Milliseconds between two refusals that belong to one burst, at most. */
const BURST_GAP_MS = 2_000;
/** HighLevel's window, in milliseconds. */
const WINDOW_MS = 10_000;
/** Milliseconds before a refusal that are told, longer than the vendor's window, and how finely. */
const [BEFORE_MS, STEP_MS] = [15_000, 500] as const;

/** Accounts for every acknowledged webhook, every edit and every write, once everything has stopped. */
export async function passVerdict(scene: Scene, history: History, mail: Mail, isAtRest: boolean): Promise<Verdict> {
  const store = await scene.openStore();
  try {
    const { highlevel, incident } = scene.sandboxes;
    const bridge = async (): Promise<Scene["bridge"]> => (await store.bridge(homeWorkspace, scene.bridge.id)) ?? scene.bridge;
    const wired = scene.wires.flatMap((wire) => wire.calls).toSorted((one, other) => one.at - other.at);
    const { violations, inWindow } = await judge(
      { store, workspaceId: homeWorkspace, highlevel, incident, bridge, calls: toldAsCalls(wired) },
      history,
    );
    const lost = await unprocessed(scene, mail.acknowledged);
    const writes = wired.filter(isWrite);
    const leases = await scene.database.asOwner((client) => judgeWrites(client, writes));
    const overLimit = highlevel.control.counters().limitViolations + incident.control.counters().limitViolations;
    const { byStatus, unanswered } = mail.answers();
    const odd = Object.entries(byStatus).filter(([status]) => !["0", "200", "429"].includes(status));
    return {
      counts: {
        "acknowledged events": mail.acknowledged.size,
        lost: lost.length,
        duplicates: duplicatesOf(scene),
        "vendor writes": writes.length,
        "stale writes": leases.stale.length,
        "writes held against a lease": leases.judged,
        "writes beside links": leases.beside,
        "writes without a known link": leases.untold,
        "writes of an unknown sender": leases.anonymous,
        "limit violations": overLimit,
        ...fullestWindow(scene),
        "edits in the write window": inWindow,
      },
      violations: [
        // What has not come to rest cannot be judged; that it has not is told already.
        ...some(isAtRest ? violations : []),
        ...some((isAtRest ? lost : []).map((id) => `X1 event ${id} was acknowledged and not processed`)),
        ...some(leases.stale),
        ...odd.map(([status, count]) => `X2 HighLevel's route answered ${status} (${String(count)} times)`),
        ...(unanswered > 0 ? [`X2 ${String(unanswered)} deliveries had no answer after twenty seconds`] : []),
        ...(overLimit > 0 ? [`X7 ${String(overLimit)} calls over a vendor's limit: ${describeRefusals(scene)}`] : []),
        ...(duplicatesOf(scene) > 0 ? [`I4 ${String(duplicatesOf(scene))} records exist twice`] : []),
      ],
    };
  } finally {
    await store.close();
  }
}

/** What the wires saw, as the simulator's oracle reads it: each process is one life. */
function toldAsCalls(wired: readonly WiredCall[]): Call[] {
  const lives = new Map<number | null, object>();
  return wired.map(({ vendor, pid, at, method, path, body, status, answer, endedAt, ghost }) => {
    const life = lives.get(pid) ?? {};
    lives.set(pid, life);
    return { at, life, method, path, body, endedAt, ghost, status, recordId: upserted(vendor, path, answer), grant: "lost" };
  });
}

const upserted = (vendor: WiredCall["vendor"], path: string, answer: string): string | null =>
  vendor === "highlevel" && path === "/contacts/upsert" ? (/"id":"([^"]+)"/u.exec(answer)?.[1] ?? null) : null;

function some(violations: readonly string[]): readonly string[] {
  return violations.length <= TOLD ? violations : [...violations.slice(0, TOLD), `and ${String(violations.length - TOLD)} more like it`];
}

/** Most calls that came to HighLevel within one of its windows, and how long the wire itself stood still: who nears the limit of 100 was late. */
function fullestWindow({ wires: [highlevel] }: Scene): Readonly<Record<string, number>> {
  const { calls } = highlevel;
  let first = 0;
  let fullest = 0;
  calls.forEach(({ at }, last) => {
    while (at - (calls[first] as WiredCall).at >= WINDOW_MS) first += 1;
    fullest = Math.max(fullest, last - first + 1);
  });
  return { "calls in HighLevel's fullest window": fullest, "ms longest lag of the wire": longestLag(calls) };
}

const longestLag = (calls: readonly WiredCall[]): number => calls.reduce((longest, { at, sinceAt }) => Math.max(longest, at - sinceAt), 0);

/** Whose calls were refused, and over how long, told in bursts: what came before each says who was late. */
function describeRefusals({ wires }: Scene): string {
  return wires.flatMap(({ calls }) => burstsOf(calls.filter(({ status }) => status === 429)).map((burst) => describeBurst(burst, calls))).join("; ");
}

type Burst = readonly [first: WiredCall, ...others: WiredCall[]];

function burstsOf(refused: readonly WiredCall[]): readonly Burst[] {
  const bursts: [WiredCall, ...WiredCall[]][] = [];
  for (const call of refused.toSorted((one, other) => one.at - other.at)) {
    const burst = bursts.at(-1);
    if (burst !== undefined && call.at - (burst.at(-1) as WiredCall).at <= BURST_GAP_MS) burst.push(call);
    else bursts.push([call]);
  }
  return bursts;
}

function describeBurst(burst: Burst, calls: readonly WiredCall[]): string {
  const [{ vendor, at: from }] = burst;
  const pids = new Set(burst.map(({ pid }) => pid));
  const before = calls.filter(({ at }) => at > from - BEFORE_MS && at <= from);
  const each = Array.from({ length: BEFORE_MS / STEP_MS }, (_unused, step) => {
    const start = from - BEFORE_MS + step * STEP_MS;
    return before.filter(({ at }) => at > start && at <= start + STEP_MS).length;
  });
  return [
    `${String(burst.length)} in ${String((burst.at(-1) as WiredCall).at - from)} ms at ${vendor} by ${[...pids].join(", ")}`,
    `calls in each ${String(STEP_MS)} ms before: ${each.join(" ")}`,
    `the wire itself stood still for up to ${String(longestLag(before))} ms`,
  ].join(", ");
}

/** Acknowledged events that are not in the inbox, or on which no decision was taken. */
async function unprocessed({ database }: Scene, acknowledged: ReadonlySet<string>): Promise<readonly string[]> {
  const { rows } = await database.asOwner((client) =>
    client.query<{ event_id: string }>("SELECT event_id FROM highwire.inbox_keys WHERE source = 'highlevel' AND decision IS NOT NULL"),
  );
  const decided = new Set(rows.map((row) => row.event_id));
  return [...acknowledged].filter((id) => !decided.has(id));
}

/** Records that exist twice on either side: one e-mail belongs to one contact and to one entry, one contact to one entry. */
function duplicatesOf({ sandboxes: { highlevel, incident }, bridge }: Scene): number {
  const entries = incident.control.entries().filter((entry) => "hw_email" in (entry["attribute_values"] as object));
  const emails = entries.flatMap((entry) => emailOf(entry) ?? []);
  const { duplicates } = compareSides({ contacts: highlevel.control.contacts(highlevel.locationId), entries }, bridge, new Set());
  return duplicates + emails.length - new Set(emails).size;
}

function emailOf(entry: Readonly<Record<string, unknown>>): string | null {
  const values = entry["attribute_values"] as Readonly<Record<string, { readonly value?: { readonly literal?: string } }>>;
  return values["hw_email"]?.value?.literal?.toLowerCase() ?? null;
}
