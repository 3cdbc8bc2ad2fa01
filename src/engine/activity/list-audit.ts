import type { Bridge } from "#core/bridge.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import { fieldLabels, type FieldLabel } from "#core/mapping/field-label.ts";
import type { JournalEntry, JournalRow, Store } from "#core/ports/store.ts";
import { isMasked, mask } from "#core/record/mask.ts";
import { sentenceForEntry } from "../explain/sentences.ts";
import { whoNames } from "../people/who-names.ts";

/** Entries read at once for an export. */
const PAGE = 500;
/** What people do and decide. */
const byPeople: readonly JournalEntry["kind"][] = ["config", "resolved", "run", "asked", "viewed"];

/** One line of the audit. */
export interface AuditLine {
  readonly id: string;
  readonly at: Instant;
  /** Who or what acted: a name for whoever has an account here. */
  readonly who: string;
  readonly kind: JournalEntry["kind"];
  readonly sentence: string;
  readonly flowName: string | null;
  readonly contactId: string | null;
  /** Before and after; personal values masked. */
  readonly changes: JournalEntry["values"];
}

export interface AuditQuery {
  readonly by: "people" | "everything";
  /** Not before. */
  readonly from?: Instant;
  readonly before?: string;
  readonly limit: number;
}

/** A page of the audit, newest first. */
export async function listAudit(
  store: Store,
  workspaceId: WorkspaceId,
  { by, ...query }: AuditQuery,
): Promise<{ readonly lines: readonly AuditLine[]; readonly next: string | null }> {
  const [page, bridges, nameOf] = await Promise.all([
    store.activity(workspaceId, { ...query, ...(by === "people" && { kinds: byPeople }) }),
    store.bridges(workspaceId),
    whoNames(store, workspaceId),
  ]);
  const label = fieldLabels(bridges);
  return { lines: page.rows.map((row) => ({ ...toLine(row, bridges, label), who: nameOf(actorIn(row)) })), next: page.next };
}

/** The whole audit, newest first, a page at a time. */
export async function* allOfAudit(store: Store, workspaceId: WorkspaceId, query: Omit<AuditQuery, "before" | "limit">): AsyncGenerator<AuditLine> {
  for (let before: string | undefined; ;) {
    const { lines, next } = await listAudit(store, workspaceId, { ...query, limit: PAGE, ...(before !== undefined && { before }) });
    yield* lines;
    if (next === null) return;
    before = next;
  }
}

function toLine(row: JournalRow, bridges: readonly Bridge[], label: FieldLabel): Omit<AuditLine, "who"> {
  const bridge = bridges.find(({ id }) => id === row.bridgeId);
  return {
    id: row.id,
    at: row.at,
    kind: row.kind,
    sentence: sentenceForEntry(row, label),
    flowName: bridge?.name ?? null,
    contactId: row.linkId,
    changes: changesOf(row, bridge, label),
  };
}

/** A person where one stands in the chain, else what it begins with. */
const actorIn = ({ cause }: JournalRow): string => cause.find((word) => word.startsWith("person")) ?? cause[0] ?? "engine";

function changesOf(row: JournalRow, bridge: Bridge | undefined, label: FieldLabel): AuditLine["changes"] {
  const { field, policy, before } = row.detail;
  if (typeof field === "string" && typeof policy === "string")
    return [{ field: label(row.bridgeId, field), before: typeof before === "string" ? before : null, after: policy }];
  return row.values.map((value) => {
    const map = bridge?.fields.find((one) => one.field === value.field);
    const shown = (one: typeof value.before) => (map === undefined || isMasked(map) ? mask(map?.kind ?? "text", one) : one);
    return { field: label(row.bridgeId, value.field), before: shown(value.before), after: shown(value.after) };
  });
}
