import { moveRecords, removeRecordsOf } from "./contact-records.ts";
import { eventShape, type StoredContact } from "./contact.ts";
import { applyWrite, storedTags, type Body, type WriteContext } from "./contact-write.ts";
import { originOf, tell, type Editor } from "./editor.ts";
import { newId, type HighLevelState } from "./state.ts";
import type { EventType } from "./webhooks.ts";

/** A new contact, however it comes about, with its event. */
export function insert(state: HighLevelState, locationId: string, body: Body, editor: Editor): StoredContact {
  const contact = state.contacts.blank(locationId);
  const context = writeContext(state, locationId);
  state.contacts.save(contact, (stored) => {
    applyWrite(stored, body, context);
    stored.rest["country"] ??= context.country;
    if (editor !== null) stored.createdBy = originOf(state, editor);
  });
  defineTags(state, locationId, contact.tags);
  tellOf(state, editor, "ContactCreate", contact);
  return contact;
}

/** A change, however it comes about, with its events. */
export function change(state: HighLevelState, contact: StoredContact, body: Body, editor: Editor): void {
  const context = writeContext(state, contact.locationId);
  const [tags, dnd] = [contact.tags.join(), dndOf(contact)];
  if (!state.quirks.idleWritesTell && isIdle(contact, body, context)) return;
  state.contacts.save(contact, (stored) => applyWrite(stored, body, context));
  defineTags(state, contact.locationId, contact.tags);
  tellOf(state, editor, "ContactUpdate", contact);
  if (contact.tags.join() !== tags) tellOf(state, editor, "ContactTagUpdate", contact);
  if (dndOf(contact) !== dnd) tellOf(state, editor, "ContactDndUpdate", contact);
}

export function deleteContact(state: HighLevelState, contact: StoredContact, editor: Editor): void {
  removeRecordsOf(state, contact, editor);
  state.contacts.remove(contact);
  tellOf(state, editor, "ContactDelete", contact);
}

/** Sets tags as any writer does: lower-cases them, defines unknown ones, and tells. */
export function setTags(state: HighLevelState, contact: StoredContact, tags: readonly string[], editor: Editor): void {
  state.contacts.save(contact, (stored) => {
    stored.tags = storedTags(tags);
  });
  defineTags(state, contact.locationId, contact.tags);
  tellOf(state, editor, "ContactTagUpdate", contact);
}

/** A person merges two contacts: the second vanishes, the first takes over what it lacks and all tags. */
export function merge(state: HighLevelState, kept: StoredContact, lost: StoredContact): void {
  moveRecords(state, kept, lost);
  if (kept.businessId === undefined && lost.businessId !== undefined) kept.businessId = lost.businessId;
  state.contacts.remove(lost);
  if (state.quirks.mergeTellsDelete) tellOf(state, null, "ContactDelete", lost);
  const missing = (["firstName", "lastName", "email", "phone", "companyName"] as const).flatMap((key) =>
    kept[key] === undefined && lost[key] !== undefined ? [[key, lost[key]] as const] : [],
  );
  const rest = Object.entries(lost.rest).filter(([key]) => kept.rest[key] === undefined);
  const fields = lost.customFields
    .filter(({ id }) => kept.customFields.every((own) => own.id !== id))
    .map(({ id, value }) => ({ id, field_value: value }));
  change(state, kept, { ...Object.fromEntries([...missing, ...rest]), tags: [...kept.tags, ...lost.tags], customFields: fields }, null);
}

export function defineTags(state: HighLevelState, locationId: string, names: readonly string[]): void {
  for (const name of names) {
    const key = `${locationId}:${name}`;
    if (!state.tags.has(key)) state.tags.set(key, { id: newId(state.prng), name, locationId });
  }
}

export const countryOf = (state: HighLevelState, locationId: string): string => state.locations.get(locationId)?.country ?? "US";

function writeContext(state: HighLevelState, locationId: string): WriteContext {
  const own = (field: { readonly locationId: string; readonly model: string } | undefined): boolean =>
    field?.locationId === locationId && field.model === "contact";
  return {
    country: countryOf(state, locationId),
    quirks: state.quirks,
    customField(idOrKey) {
      const byId = state.customFields.get(idOrKey);
      if (byId !== undefined) return own(byId) ? byId : undefined;
      return [...state.customFields.values()].find((field) => own(field) && (field.fieldKey === idOrKey || field.fieldKey === `contact.${idOrKey}`));
    },
  };
}

/** Inbound do-not-disturb changes send no event. */
const dndOf = ({ rest }: StoredContact): string => JSON.stringify([rest["dnd"], rest["dndSettings"]]);

function isIdle(contact: StoredContact, body: Body, context: WriteContext): boolean {
  const trial = structuredClone(contact);
  applyWrite(trial, body, context);
  return JSON.stringify(trial) === JSON.stringify(contact);
}

function tellOf(state: HighLevelState, editor: Editor, type: EventType, contact: StoredContact): void {
  const dndSettings = type === "ContactDndUpdate" ? contact.rest["dndSettings"] : undefined;
  tell(state, editor, type, contact.locationId, { ...eventShape(contact), ...(dndSettings !== undefined && { dndSettings }) });
}
