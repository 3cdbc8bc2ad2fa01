import type { RecordsPort } from "#core/ports/records-port.ts";
import type { FieldValues, Side, SideRecord } from "#core/record/canonical.ts";
import type { Sides } from "#engine/engine-ports.ts";

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

/** `allEdited`: every contact was changed in HighLevel once after it was linked, and nobody has told. */
export function createInstantSides({ allEdited = false } = {}): InstantSides {
  const edited = new Map<string, SideRecord>();
  let edits = 0;
  const recordOf = (side: Side, id: string): SideRecord => {
    const isEdited = allEdited && side === "highlevel";
    return (
      edited.get(id) ?? {
        side,
        id,
        version: new Date(isEdited ? BEGAN + 1_000 : BEGAN).toISOString(),
        fields: isEdited ? { ...untouched, phone: "+12125550199" } : untouched,
        counterpartId: side === "incident" ? contactOf(id) : null,
      }
    );
  };
  const change = (record: SideRecord, fields: FieldValues): SideRecord => {
    edits += 1;
    const next = { ...record, version: new Date(BEGAN + edits * 1_000).toISOString(), fields: { ...record.fields, ...fields } };
    edited.set(record.id, next);
    return next;
  };
  const portOf = (side: Side): RecordsPort => ({
    side,
    read: (id) => Promise.resolve({ kind: "found", record: recordOf(side, id) }),
    list: () => Promise.resolve({ records: [], next: null, total: null }),
    candidates: () => Promise.resolve([]),
    create: ({ counterpartId }) => Promise.resolve(recordOf(side, entryOf(counterpartId))),
    update: (record, changes) =>
      Promise.resolve(change(recordOf(side, record.id), Object.fromEntries(changes.map(({ field, value }) => [field, value])))),
    stamp: (record) => Promise.resolve(record),
    remove: () => Promise.resolve(),
    canary: () => Promise.resolve(true),
  });
  return {
    left: portOf("highlevel"),
    right: portOf("incident"),
    edit(contactId) {
      const number = String(1_000_000 + edits).slice(-7);
      change(recordOf("highlevel", contactId), { phone: `+1212${number}` });
    },
  };
}
