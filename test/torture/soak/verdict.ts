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
        "writes without a known link": leases.untold,
        "limit violations": overLimit,
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
    return { at, life, method, path, body, endedAt, ghost, status, recordId: upserted(vendor, path, answer) };
  });
}

const upserted = (vendor: WiredCall["vendor"], path: string, answer: string): string | null =>
  vendor === "highlevel" && path === "/contacts/upsert" ? (/"id":"([^"]+)"/u.exec(answer)?.[1] ?? null) : null;

function some(violations: readonly string[]): readonly string[] {
  return violations.length <= TOLD ? violations : [...violations.slice(0, TOLD), `and ${String(violations.length - TOLD)} more like it`];
}

/** Whose calls were refused, and over how long, told in bursts. */
function describeRefusals({ wires }: Scene): string {
  const refused = wires
    .flatMap((wire) => wire.calls)
    .filter(({ status }) => status === 429)
    .toSorted((one, other) => one.at - other.at);
  const bursts: { readonly from: number; until: number; calls: number; readonly pids: Set<number | null> }[] = [];
  for (const { at, pid } of refused) {
    let burst = bursts.at(-1);
    if (burst === undefined || at - burst.until > BURST_GAP_MS) bursts.push((burst = { from: at, until: at, calls: 0, pids: new Set() }));
    burst.until = at;
    burst.calls += 1;
    burst.pids.add(pid);
  }
  return bursts.map(({ from, until, calls, pids }) => `${String(calls)} in ${String(until - from)} ms by ${[...pids].join(", ")}`).join("; ");
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
