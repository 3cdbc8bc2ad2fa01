import type { Bridge } from "#core/bridge.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { BoardPlaces, createBoards } from "#flows/board-places.ts";
import { createBoardSource } from "#flows/board-source.ts";
import type { Cases } from "#flows/cases.ts";
import { createContactFacts } from "#flows/contact-facts.ts";
import { LinkField } from "#flows/link-field.ts";
import { IncidentPages } from "#flows/incident-pages.ts";
import { createMarkedNotes } from "#flows/marked-notes.ts";
import { namedField } from "#flows/named-field.ts";
import { createTimelineItems } from "#flows/timeline-items.ts";
import { createTimelineNoteSource } from "#flows/timeline-notes.ts";
import { createTimelineSource } from "#flows/timeline-source.ts";
import { Timelines } from "#flows/timelines.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { createFactAttributes, ensureFactAttributes } from "#vendors/incidentio/fact-attributes.ts";
import { pageIds } from "./page-ids.ts";
import type { VendorParts } from "./vendor-clients.ts";

/** What the sides of a bridge over cases are made from. */
export interface CaseClients {
  readonly parts: VendorParts;
  readonly highlevel: HighLevelClient;
  readonly incident: IncidentClient;
  /** IANA name of the location's zone. */
  readonly timezone: string;
}

/** Notes and appointments, and the items that they make. */
export function timelineSides({ highlevel, incident, parts, timezone }: CaseClients, bridge: Bridge, cases: Cases): Sides {
  const { clock } = parts.ports;
  const timelines = new Timelines(incident, clock);
  const left = createTimelineSource({ client: highlevel, cases, timelines, mapping: bridge, clock, timezone });
  return { left, right: createTimelineItems(timelines, bridge, (call) => cases.look(call)) };
}

/** What people write on timelines, and the notes that it makes. */
export function timelineNoteSides({ highlevel, incident, parts }: CaseClients, bridge: Bridge, cases: Cases): Sides {
  const { clock } = parts.ports;
  const right = createTimelineNoteSource({ cases, timelines: new Timelines(incident, clock), clock, mapping: bridge });
  return { left: createMarkedNotes(highlevel, bridge, "item"), right };
}

/** Live facts of contacts, and the attributes that show them. Throws `HW_CASES_NEED_CONTACTS` and vendor errors. */
export async function factSides({ highlevel, incident, parts, timezone }: CaseClients, bridge: Bridge, cases: Cases): Promise<Sides> {
  const { clock, publicUrl } = parts.ports;
  const typeId = await ensureFactAttributes(incident, bridge);
  const left = createContactFacts({ client: highlevel, cases, mapping: bridge, clock, timezone, publicUrl });
  return { left, right: createFactAttributes(incident, bridge, typeId) };
}

/** Numbers of all contacts of an incident, and where they stand there. Throws `HW_REQUEST_NOT_FOUND` for a field that there is not, and vendor errors. */
export async function boardSides({ highlevel, incident, parts }: CaseClients, bridge: Bridge, cases: Cases): Promise<Sides> {
  const { clock, publicUrl } = parts.ports;
  const linkField = bridge.cases?.linkField;
  const field = linkField === undefined ? null : new LinkField(incident, await namedField(incident, "link", linkField));
  const pages = new IncidentPages(pageIds(parts, bridge), publicUrl, clock);
  const places = new BoardPlaces({ client: incident, timelines: new Timelines(incident, clock), pages, mapping: bridge, field });
  const left = createBoardSource({ client: highlevel, cases, places, mapping: bridge, clock });
  return { left, right: createBoards(places, (call) => cases.look(call)) };
}
