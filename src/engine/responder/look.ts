import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { Instant } from "#core/ids.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { AffectedContact, SeenContact, SeenIncident } from "#core/ports/incident-reads.ts";
import type { PagedIncident } from "#core/ports/responder-store.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import { maskForGuests } from "#core/record/mask.ts";
import { nameIn } from "#core/record/title.ts";
import type { ResponderParts, Visitor } from "./responder.ts";

/** An incident's page for one visitor: texts are cut to what a telephone shows, personal values are masked unless the visitor may see them. */
export interface IncidentLook {
  readonly incident: Pick<SeenIncident, "reference" | "name" | "status" | "severity" | "isOngoing" | "permalink">;
  readonly contacts: readonly ContactLook[];
  /** How many the incident names, and where the rest begins; null when these are the last. */
  readonly total: number;
  readonly next: number | null;
  readonly asOf: Instant;
}

export interface ContactLook {
  readonly contactId: string;
  readonly name: string;
  readonly fields: readonly FieldLook[];
  /** Null when HighLevel could not be asked; what is above is from the last sync then. */
  readonly live: SeenContact | null;
  /** When the fields were last seen; null when they are not kept here. */
  readonly seenAt: Instant | null;
}

export interface FieldLook {
  readonly field: string;
  readonly label: string;
  readonly value: string;
  /** What a tap does; null for a value that is masked or that nothing can be done with. */
  readonly tap: "call" | "mail" | null;
}

/** Contacts that are read for one page. */
const CONTACTS = 6;
/** Characters of a text on the page, and rows of a list. */
const [LONG, SHORT, TAGS, FIELDS] = [240, 80, 8, 8] as const;
const taps: Readonly<Record<string, FieldLook["tap"]>> = { phone: "call", email: "mail" };

/** What a visitor sees of an incident, from that contact on; null where there is nothing for them. */
export async function look(parts: ResponderParts, pageId: string, visitor: Visitor, from: number): Promise<IncidentLook | null> {
  const { ports, workspaceId, incidents } = parts;
  const { store, clock } = ports;
  const incident = await store.pagedIncident(workspaceId, pageId);
  const seen = incident === null ? null : await incidents.incident(incident);
  if (incident === null || seen === null || !maySee(seen, visitor)) return null;
  const chosen = seen.contacts.slice(from, from + CONTACTS);
  const bridges = (await store.bridges(workspaceId)).filter(({ entity }) => entity === "contact");
  const contacts = (await Promise.all(chosen.map((contact) => lookAt(parts, bridges, incident, contact, visitor)))).filter((one) => one !== null);
  const detail = { page: pageId, contacts: contacts.map(({ contactId }) => contactId), revealed: visitor.reveals };
  const entry = {
    kind: "viewed",
    linkId: null,
    bridgeId: null,
    intentId: null,
    side: null,
    cause: [`responder ${visitor.who}`],
    detail,
    values: [],
  } as const;
  await store.appendJournal(workspaceId, [entry], clock.now());
  const { reference, name, status, severity, isOngoing, permalink } = seen;
  return {
    incident: { reference, name: name === null ? null : cut(name, LONG), status, severity, isOngoing, permalink },
    contacts,
    total: seen.contacts.length,
    next: from + CONTACTS < seen.contacts.length ? from + CONTACTS : null,
    asOf: clock.now(),
  };
}

/** A private incident is there for its members alone, and never by a link (P1). */
const maySee = ({ isPrivate, members }: SeenIncident, { email, linkId }: Visitor): boolean =>
  !isPrivate || (linkId === null && email !== null && members.includes(email));

/** Null for somebody who was erased here and is left alone (P4). */
async function lookAt(
  { ports, workspaceId, incidents }: ResponderParts,
  bridges: readonly Bridge[],
  incident: PagedIncident,
  contact: AffectedContact,
  visitor: Visitor,
): Promise<ContactLook | null> {
  const bridge = bridges.find(({ locationId }) => locationId === contact.locationId) ?? null;
  const link = bridge === null ? null : await ports.store.linkOf(workspaceId, bridge.id, "highlevel", contact.contactId);
  if (link?.because === "HW_LINK_ERASED") return null;
  const live = await incidents.contact(incident, contact).catch(unreachable);
  const name = (link?.left === null || link?.left === undefined ? null : nameIn(link.left.fields)) ?? contact.name;
  return {
    contactId: contact.contactId,
    name: cut(name ?? "Contact without a name", SHORT),
    fields: fieldsOf(bridge, link, visitor.reveals),
    live: live === null ? null : shortened(live),
    seenAt: link?.left?.seenAt ?? null,
  };
}

/** A vendor that cannot be asked now takes nothing away from what is known. */
function unreachable(error: unknown): null {
  if (error instanceof HighwireError && error.kind.startsWith("vendor.")) return null;
  throw error;
}

function fieldsOf(bridge: Bridge | null, link: LinkRow | null, reveals: boolean): readonly FieldLook[] {
  const values = link?.left?.fields ?? {};
  const shown = (bridge?.fields ?? []).filter(({ kind, field }) => kind !== "name" && field !== "tags");
  return shown.flatMap((map) => fieldLook(map, values[map.field] ?? null, reveals) ?? []).slice(0, FIELDS);
}

function fieldLook({ field, label, kind, personal }: FieldMap, value: CanonicalValue, reveals: boolean): FieldLook | null {
  const text = Array.isArray(value) ? value.join(", ") : value === null ? "" : String(value);
  if (text === "") return null;
  const hidden = personal && !reveals;
  return {
    field,
    label: cut(label, SHORT),
    value: cut(hidden ? maskForGuests(kind, text) : text, SHORT),
    tap: hidden || text.length > SHORT ? null : (taps[kind] ?? null),
  };
}

function shortened(seen: SeenContact): SeenContact {
  const { owner, tags, openTasks, notes, nextAppointment } = seen;
  return {
    owner: owner === null ? null : cut(owner, SHORT),
    tags: tags.slice(0, TAGS).map((tag) => cut(tag, SHORT)),
    openTasks: openTasks.map(({ title, due }) => ({ title: cut(title, SHORT), due })),
    notes: notes.map(({ when, text }) => ({ when, text: cut(text, LONG) })),
    nextAppointment:
      nextAppointment === null ? null : { ...nextAppointment, title: nextAppointment.title === null ? null : cut(nextAppointment.title, SHORT) },
  };
}

/** Whole characters only: half of a pair is no character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}
