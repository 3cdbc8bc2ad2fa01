import type { Bridge } from "#core/bridge.ts";
import type { Instant } from "#core/ids.ts";
import { STEPS, type DatedRecord } from "#core/ports/dashboard-rows.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { ListedRecord } from "./dashboards.ts";
import { idsOf, noteEntities, taskEntities, type DashboardParts, type Within } from "./scope.ts";

/** Rows of a list. */
const MOST = 50;
const MOST_NOTES = 10;

/** Tasks that are overdue, the longest first. */
export async function overdueOf(parts: DashboardParts, { bridges, allBridges }: Within): Promise<readonly ListedRecord[]> {
  const query = { kind: "task", bridgeIds: idsOf(bridges, taskEntities), from: 0, until: parts.ports.clock.now() } as const;
  return listed(parts, allBridges, await parts.ports.store.dashboards.datedRecords(parts.workspaceId, query, MOST));
}

/** Appointments of the next seven days. */
export async function comingOf(parts: DashboardParts, { bridges, allBridges }: Within): Promise<readonly ListedRecord[]> {
  const now = parts.ports.clock.now();
  const query = { kind: "appointment", bridgeIds: idsOf(bridges, ["appointment"]), from: now, until: now + 7 * STEPS.day } as const;
  return listed(parts, allBridges, await parts.ports.store.dashboards.datedRecords(parts.workspaceId, query, MOST));
}

/** Notes, those that changed last first. */
export async function notesOf({ ports, workspaceId }: DashboardParts, { bridges, allBridges }: Within): Promise<readonly ListedRecord[]> {
  const bridgeIds = idsOf(bridges, noteEntities);
  if (bridgeIds.length === 0) return [];
  const { links } = await ports.store.listLinks({ workspaceId, bridgeIds, sort: "changed", limit: MOST });
  const notes = links.filter((link) => isNote(link)).slice(0, MOST_NOTES);
  const contacts = await contactLinks(
    { ports, workspaceId },
    allBridges,
    notes.flatMap((link) => contactIn(link) ?? []),
  );
  return notes.map((link) => ({ link, at: timeOf(link), label: null, contact: contacts.get(contactIn(link) ?? "") ?? null }));
}

/** Both vendors' records of a note name incident and contact first. */
const contactIn = ({ leftId, rightId }: LinkRow): string | null =>
  [leftId, rightId].find((id) => (id?.split("/").length ?? 0) >= 2)?.split("/")[1] ?? null;

/** When it was written; where nothing tells, when it was carried over. */
function timeOf({ left, right, changedAt }: LinkRow): Instant {
  const at = Date.parse(String(left?.fields["at"] ?? right?.fields["at"] ?? ""));
  return Number.isFinite(at) ? at : changedAt;
}

/** Appointments stand on timelines as well. */
const isNote = ({ leftId, state }: LinkRow): boolean =>
  state !== "tombstone" && state !== "unlinked" && leftId?.includes("/appointment:") !== true && !(leftId ?? "").includes("*");

async function listed(
  { ports, workspaceId }: DashboardParts,
  bridges: readonly Bridge[],
  records: readonly DatedRecord[],
): Promise<readonly ListedRecord[]> {
  const contacts = await contactLinks(
    { ports, workspaceId },
    bridges,
    records.flatMap(({ contactId }) => contactId ?? []),
  );
  const links = await Promise.all(records.map(async ({ linkId }) => ports.store.link(workspaceId, linkId)));
  return records.flatMap(({ at, label, contactId }, index) => {
    const link = links[index] ?? null;
    return link === null ? [] : [{ at, label, link, contact: contacts.get(contactId ?? "") ?? null }];
  });
}

async function contactLinks(
  { ports, workspaceId }: Pick<DashboardParts, "ports" | "workspaceId">,
  bridges: readonly Bridge[],
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, LinkRow>> {
  const bridgeIds = idsOf(bridges, ["contact"]);
  if (bridgeIds.length === 0 || contactIds.length === 0) return new Map();
  const { links } = await ports.store.listLinks({ workspaceId, bridgeIds, leftIds: [...new Set(contactIds)], sort: "changed", limit: 2 * MOST });
  return new Map(links.flatMap((link) => (link.leftId === null ? [] : [[link.leftId, link]])));
}
