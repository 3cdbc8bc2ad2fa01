import { HighwireError } from "#core/errors.ts";
import type { BulkUpdate, CallOptions, Candidate, RecordsPort, FieldChange, MatchValues } from "#core/ports/records-port.ts";
import type { FieldValues, SideRecord } from "#core/record/canonical.ts";
import { digestVersion } from "#core/record/version.ts";
import { canonicalEntry, entryIn, entryBody, externalIdOf, updatedAttributes, type EntryMapping } from "./canonical-entry.ts";
import type { EntryJson, IncidentClient } from "./client.ts";
import { orMissing, orNull, succeeds } from "#core/ports/read-outcome.ts";
import { mergeCandidates } from "#core/sync/merge-candidates.ts";

/** Stands for the version of an entry that is gone: never the one that was last seen. */
const GONE = digestVersion("gone");

/** Entries of one page, and of one bulk update, at most. */
const PAGE = 250;

/** The catalog entries of one type of ours, as the engine sees them. */
export function createIncidentEntries(client: IncidentClient, mapping: EntryMapping, typeId: string): RecordsPort {
  const reduce = (entry: EntryJson): SideRecord => canonicalEntry(mapping, entry);
  const look = async (identifier: string, matchedBy: Candidate["matchedBy"][number], call: CallOptions): Promise<readonly Candidate[]> => {
    const page = await client.listEntries({ typeId, pageSize: 25, identifier }, call);
    return page.catalog_entries.map((entry) => ({ record: reduce(entry), matchedBy: [matchedBy] }));
  };
  return {
    side: "incident",
    bulkLimit: PAGE,
    upserts: true,
    read: (id, call) =>
      orMissing(async () => {
        const entry = await client.showEntry(id, call);
        return typeof entry.archived_at === "string" ? null : reduce(entry);
      }),
    async list({ after }, call) {
      const page = await client.listEntries({ typeId, pageSize: PAGE, ...(after !== null && { after }) }, call);
      const records = page.catalog_entries.filter((entry) => typeof entry.archived_at !== "string").map(reduce);
      // A cursor on an empty page would never end.
      const next = page.catalog_entries.length === 0 ? null : (page.pagination_meta.after ?? null);
      return { records, next, total: page.pagination_meta.total_record_count ?? null };
    },
    async members(id, call) {
      const entry = await orNull(() => client.showEntry(entryIn(id), call));
      const isGone = entry === null || typeof entry.archived_at === "string";
      if (isGone) return [{ id: entryIn(id), version: GONE }];
      return [reduce(entry)];
    },
    async candidates(values: MatchValues, call) {
      const byMarker = values.counterpartId === null ? [] : await look(externalIdOf(mapping, values.counterpartId), "marker", call);
      if (byMarker.length > 0) return byMarker;
      const found = await Promise.all([
        values.email === null ? [] : look(values.email, "email", call),
        values.phone === null ? [] : look(values.phone, "phone", call),
      ]);
      return mergeCandidates(found.flat());
    },
    create: ({ fields, counterpartId }, call) =>
      withAliases(async (aliases) => {
        const body = entryBody(
          mapping,
          fields,
          mapping.fields.map(({ field }) => field).filter((field) => field in fields),
          counterpartId,
          aliases,
        );
        return reduce(await client.createEntry({ catalog_type_id: typeId, ...body }, call));
      }),
    update: (record, changes, call) =>
      write(
        record,
        changes.map(({ field }) => field),
        valuesAfter(record, changes),
        record.counterpartId,
        call,
      ),
    stamp: (record, counterpartId, call) => write(record, [], record.fields, counterpartId, call),
    async updateMany(updates, call) {
      const [first] = updates;
      if (first === undefined) return;
      // One list of attributes serves all entries of the call: the engine groups by changed fields.
      const changed = first.changes.map(({ field }) => field);
      await client.bulkUpdate(
        {
          catalog_type_id: typeId,
          update_attributes: updatedAttributes(mapping, changed),
          entries: updates.map((update) => bulkRow(mapping, update)),
        },
        call,
      );
    },
    remove: (id, call) => client.deleteEntry(id, call),
    canary: (call) => succeeds(() => client.showType(typeId, call)),
  };

  function write(
    record: SideRecord,
    changed: readonly string[],
    values: FieldValues,
    highlevelId: string | null,
    call: CallOptions,
  ): Promise<SideRecord> {
    return withAliases(async (aliases) => {
      const body = entryBody(mapping, values, changed, highlevelId, aliases);
      return reduce(await client.updateEntry(record.id, { ...body, update_attributes: updatedAttributes(mapping, changed) }, call));
    });
  }
}

function valuesAfter(record: SideRecord, changes: readonly FieldChange[]): FieldValues {
  return { ...record.fields, ...Object.fromEntries(changes.map(({ field, value }) => [field, value])) };
}

function bulkRow(mapping: EntryMapping, { record, changes }: BulkUpdate): Readonly<Record<string, unknown>> {
  const changed = changes.map(({ field }) => field);
  return { entry_id: record.id, ...entryBody(mapping, valuesAfter(record, changes), changed, record.counterpartId, "all") };
}

/** Rules for aliases are published nowhere: if e-mail or phone is refused as one, the entry goes without. */
async function withAliases<Result>(write: (aliases: "all" | "id-only") => Promise<Result>): Promise<Result> {
  try {
    return await write("all");
  } catch (error) {
    const aboutAliases = error instanceof HighwireError && error.code === "HW_VENDOR_VALIDATION" && (error.data.field ?? "").includes("alias");
    if (!aboutAliases) throw error;
    return write("id-only");
  }
}
