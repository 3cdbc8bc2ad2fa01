import type { Bridge } from "#core/bridge.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import type { JournalEntry, LinkRow } from "#core/ports/store.ts";
import type { FieldValues } from "#core/record/canonical.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { linksOfPerson } from "./erase-person.ts";
import { sentenceForEntry } from "./explain/sentences.ts";
import { personEntry } from "./person-entry.ts";

/** Entries and conflicts of one record that are told, the newest. */
const MOST = 1_000;

/** Everything that is kept here of a person, in a form to hand over. */
export interface PersonExport {
  readonly madeAt: Instant;
  readonly records: readonly {
    readonly entity: Bridge["entity"];
    readonly flow: string;
    readonly state: LinkRow["state"];
    readonly highlevelId: string | null;
    readonly incidentId: string | null;
    /** Mapped fields as they were last seen at each vendor. */
    readonly highlevel: FieldValues;
    readonly incident: FieldValues;
    readonly changedAt: Instant;
    readonly conflicts: readonly { readonly field: string; readonly highlevel: unknown; readonly incident: unknown; readonly openedAt: Instant }[];
    readonly history: readonly { readonly at: Instant; readonly what: string; readonly values: JournalEntry["values"] }[];
  }[];
}

/** Gathers it, and notes that somebody has looked at personal values. */
export async function exportPerson({ store, clock }: EnginePorts, workspaceId: WorkspaceId, link: LinkRow, who: string): Promise<PersonExport> {
  const bridges = await store.bridges(workspaceId);
  const own = await linksOfPerson(store, bridges, link);
  const label = fieldLabels(bridges);
  const records = await Promise.all(own.map((one) => recordOf(one)));
  await store.appendJournal(
    workspaceId,
    own.map(({ id, bridgeId }) => personEntry("asked", who, { verb: "reveal" }, { linkId: id, bridgeId })),
    clock.now(),
  );
  return { madeAt: clock.now(), records };

  async function recordOf(one: LinkRow): Promise<PersonExport["records"][number]> {
    const bridge = bridges.find(({ id }) => id === one.bridgeId);
    const [entries, open] = await Promise.all([
      store.journal(workspaceId, { linkId: one.id, limit: MOST }),
      store.conflicts(workspaceId, { state: "open", linkId: one.id, limit: MOST }),
    ]);
    return {
      entity: bridge?.entity ?? "contact",
      flow: bridge?.name ?? "",
      state: one.state,
      highlevelId: one.leftId,
      incidentId: one.rightId,
      highlevel: one.left?.fields ?? {},
      incident: one.right?.fields ?? {},
      changedAt: one.changedAt,
      conflicts: open.map(({ field, left, right, openedAt }) => ({ field, highlevel: left, incident: right, openedAt })),
      history: entries.map((entry) => ({ at: entry.at, what: sentenceForEntry(entry, label), values: entry.values })),
    };
  }
}
