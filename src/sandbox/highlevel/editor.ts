import type { Token } from "./access.ts";
import type { Body } from "./contact-write.ts";
import type { HighLevelState } from "./state.ts";
import type { EventType } from "./webhooks.ts";

/** Who makes an edit: a token through the API, or null for a person in the vendor's pages. */
export type Editor = Token | null;

/** Sends an edit's event, unless it came through the API and a quirk keeps those silent. */
export function tell(state: HighLevelState, editor: Editor, type: EventType, locationId: string, fields: Body): void {
  if (editor === null || state.quirks.apiWritesTell) state.webhooks.tell(type, locationId, fields);
}

/** A change of a record that belongs to a contact may move the contact's own dateUpdated; no event says so. */
export function touchContact(state: HighLevelState, contactId: string | null): void {
  const contact = state.quirks.recordsTouchContact ? state.contacts.get(contactId ?? "") : undefined;
  if (contact !== undefined) state.contacts.save(contact, () => {});
}

/** An event's fields without those that are empty (facts, section 8). */
export function filled(fields: Body): Body {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/** The mark of records that an integration made; updates leave none (facts, section 13). */
export function originOf(state: HighLevelState, editor: Token): { readonly source: string; readonly channel: string; readonly sourceId: string } {
  const sourceId = editor.kind === "private-integration" ? "private-integration" : state.oauth.app.clientId;
  return { source: "INTEGRATION", channel: "OAUTH", sourceId };
}
