import type { RecordPage, RecordsPort } from "#core/ports/records-port.ts";
import type { FieldValues, Side, SideRecord } from "#core/record/canonical.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { copyIds } from "#storage/postgres/multiply-links.ts";

/** Vendors that answer at once and hold any number of records in no memory: every contact looks alike until it is edited. */
export interface InstantSides extends Sides {
  /** Somebody changes a contact's phone in HighLevel; nothing is told about it. */
  edit(contactId: string): void;
}

/** An entry's id tells which contact it belongs to. */
const ENTRY = "-entry";
const entryOf = (contactId: string): string => `${contactId}${ENTRY}`;
const contactOf = (entryId: string): string => entryId.slice(0, -ENTRY.length);

const BEGAN = Date.UTC(2026, 0, 1);
const untouched: FieldValues = {
  fullName: "Ada Whitfield",
  email: "ada.whitfield@example.com",
  phone: "+12125550100",
  website: "https://ada.example.com/",
  companyName: "Blue Heron",
  tags: ["customer", "newsletter"],
};

/** Copies `from` (inclusive) to `to` (exclusive), of which every so manieth was edited in HighLevel after it was linked, and nobody has told. */
export interface ListedCopies {
  readonly from: number;
  readonly to: number;
  readonly editedEvery: number;
}

/** Records of one page of a list, as each vendor gives them at most. */
const PAGE: Readonly<Record<Side, number>> = { highlevel: 100, incident: 250 };

/** `listed`: what lists show. Default: they show nothing. */
export function createInstantSides(listed: ListedCopies = { from: 0, to: 0, editedEvery: 1 }): InstantSides {
  const edited = new Map<string, SideRecord>();
  let edits = 0;
  const recordOf = (side: Side, id: string): SideRecord =>
    edited.get(id) ?? {
      side,
      id,
      version: new Date(BEGAN).toISOString(),
      fields: untouched,
      counterpartId: side === "incident" ? contactOf(id) : null,
    };
  const change = (record: SideRecord, fields: FieldValues): SideRecord => {
    edits += 1;
    const next = { ...record, version: new Date(BEGAN + edits * 1_000).toISOString(), fields: { ...record.fields, ...fields } };
    edited.set(record.id, next);
    return next;
  };
  const pageOf = (side: Side, from: number): RecordPage => {
    const to = Math.min(listed.to, from + PAGE[side]);
    const ids = Array.from({ length: to - from }, (_unused, number) => copyIds(from + number)[side === "highlevel" ? "left" : "right"]);
    return { records: ids.map((id) => recordOf(side, id)), next: to < listed.to ? String(to) : null, total: listed.to - listed.from };
  };
  const portOf = (side: Side): RecordsPort => ({
    side,
    read: (id) => Promise.resolve({ kind: "found", record: recordOf(side, id) }),
    list: ({ after }) => Promise.resolve(pageOf(side, after === null ? listed.from : Number(after))),
    candidates: () => Promise.resolve([]),
    create: ({ counterpartId }) => Promise.resolve(recordOf(side, entryOf(counterpartId))),
    update: (record, changes) =>
      Promise.resolve(change(recordOf(side, record.id), Object.fromEntries(changes.map(({ field, value }) => [field, value])))),
    stamp: (record) => Promise.resolve(record),
    remove: () => Promise.resolve(),
    canary: () => Promise.resolve(true),
  });
  const edit = (contactId: string): void => {
    const number = String(1_000_000 + edits).slice(-7);
    change(recordOf("highlevel", contactId), { phone: `+1212${number}` });
  };
  for (let index = listed.from; index < listed.to; index += listed.editedEvery) edit(copyIds(index).left);
  return { left: portOf("highlevel"), right: portOf("incident"), edit };
}
