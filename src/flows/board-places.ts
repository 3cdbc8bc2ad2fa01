import { textOrNull } from "#core/record/text-or-null.ts";
import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { afterWrite } from "#core/ports/partly-done.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { FieldValues, SideRecord } from "#core/record/canonical.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import type { CanonicalIncident } from "#vendors/incidentio/canonical-incident.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { AttachmentJson } from "#vendors/incidentio/resources/attachments.ts";
import type { TimelineWrite } from "#vendors/incidentio/resources/timeline.ts";
import { caseIdParts } from "./cases.ts";
import { HELD_MS } from "./held-calls.ts";
import type { LinkField } from "./link-field.ts";
import type { IncidentPages } from "./incident-pages.ts";
import { TAKEN_BACK_TITLE } from "./timeline-items.ts";
import { withItemMarker } from "./item-marker.ts";
import { markedItem, type MarkedItem, type Timelines } from "./timelines.ts";

/** What a mapped field of a board's part may stand for. */
export interface BoardValues {
  readonly title: string;
  /** Markdown. */
  readonly description: string | null;
  /** ISO in UTC; null for the link. */
  readonly at: string | null;
  /** Null for the item, and for a link to nowhere. */
  readonly url: string | null;
}

/** The parts of a board: a link among the incident's attachments, an item on its timeline that is kept current, and an address in a field of its own. */
const boardParts = ["link", "context", "field"] as const;
type BoardPart = (typeof boardParts)[number];

/** Which incident and part a record's id names. Throws `HW_VENDOR_NOT_FOUND` for any other text. */
export function boardIdParts(id: string): { readonly incidentId: string; readonly part: BoardPart } {
  const { incidentId, contactId } = caseIdParts(id);
  const part = boardParts.find((known) => known === contactId);
  if (part === undefined) throw new HighwireError("HW_VENDOR_NOT_FOUND", { operation: "board", recordId: id });
  return { incidentId, part };
}

export interface BoardPlacesParts {
  readonly client: Pick<IncidentClient, "attachments">;
  readonly timelines: Timelines;
  readonly pages: IncidentPages;
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry" | "locationId">;
  /** Where a person has chosen one. */
  readonly field: LinkField | null;
}

/** Where boards stand in incident.io. Each part has the id that HighLevel's side gives it, because it is known by what it says. */
export class BoardPlaces {
  readonly #parts: BoardPlacesParts;
  readonly #marker: string;

  constructor(parts: BoardPlacesParts) {
    this.#parts = parts;
    this.#marker = `${parts.mapping.locationId}:board`;
  }

  /** The parts that an incident ought to have; a field in which a person's link stands is left to them. */
  partsOf(incident: CanonicalIncident): readonly BoardPart[] {
    const { field } = this.#parts;
    return boardParts.filter((part) => part !== "field" || (field !== null && !field.isTaken(incident)));
  }

  /** Where the incident's page is; null while there is nowhere to lead to. */
  addressOf(incidentId: string, call: CallOptions): Promise<string | null> {
    return this.#parts.pages.addressOf(incidentId, async () => (await this.#allLinks(incidentId, call)).map(({ resource }) => resource.permalink));
  }

  /** True when the incident's page has an id already. */
  hasPage(incidentId: string): Promise<boolean> {
    return this.#parts.pages.isKnown(incidentId);
  }

  /** The part as it stands; null when it does not. */
  async standing(id: string, call: CallOptions): Promise<SideRecord | null> {
    const { incidentId, part } = boardIdParts(id);
    const values = await this.#values(part, incidentId, call);
    return values === null ? null : this.#recordOf(id, values);
  }

  async #values(part: BoardPart, incidentId: string, call: CallOptions): Promise<BoardValues | null> {
    if (part === "link") return this.#linkValues(incidentId, call);
    if (part === "context") return this.#contextValues(incidentId, call);
    const address = (await this.#parts.field?.standing(incidentId, call)) ?? null;
    return address === null ? null : fieldValues(address);
  }

  /** The part as the vendor answers that it now stands; null when it answers with something else than what was asked for. */
  async create(id: string, fields: FieldValues, call: CallOptions): Promise<SideRecord | null> {
    const { incidentId, part } = boardIdParts(id);
    const { client, timelines, mapping } = this.#parts;
    if (part === "field") {
      const address = await this.#field().write(incidentId, addressIn(fields), call);
      return address === null ? null : this.#recordOf(id, fieldValues(address));
    }
    if (part === "link") return this.#recordOf(id, linkValues(await client.attachments.attachLink(incidentId, linkOf(fields), call)));
    const description = withItemMarker(textOrNull(fields["description"]), this.#marker);
    const timestamp = String(fields["at"]);
    const key = `hw:${mapping.locationId}:${id}`;
    const draft = { idempotency_key: key, incident_id: incidentId, timestamp, title: String(fields["title"]), description };
    // A repeat of a create may answer with an item that a person has emptied since.
    const made = markedItem(await timelines.create(draft, call));
    return made?.marker === this.#marker ? this.#recordOf(id, contextValues(made)) : null;
  }

  /** Nothing changes a link, so another one is made before the old one goes. */
  async update(id: string, fields: FieldValues, call: CallOptions): Promise<void> {
    const { incidentId, part } = boardIdParts(id);
    if (part === "context") {
      const description = withItemMarker(textOrNull(fields["description"]), this.#marker);
      return this.#writeContext(incidentId, { title: String(fields["title"]), description, timestamp: String(fields["at"]) }, call);
    }
    if (part === "field") return void (await this.#field().write(incidentId, addressIn(fields), call));
    const { attachments } = this.#parts.client;
    const wanted = linkOf(fields);
    const links = await this.#links(incidentId, call);
    const leadsThere = ({ resource }: AttachmentJson): boolean => resource.permalink === wanted.url;
    // Whoever went before may have got as far as to make it.
    if (!links.some(leadsThere)) await attachments.attachLink(incidentId, wanted, call);
    await afterWrite(async () => {
      for (const old of links) if (!leadsThere(old)) await attachments.remove(old.id, call);
    });
  }

  async remove(id: string, call: CallOptions): Promise<void> {
    const { incidentId, part } = boardIdParts(id);
    if (part === "context") return this.#writeContext(incidentId, { title: TAKEN_BACK_TITLE, description: "" }, call);
    if (part === "field") return void (await this.#field().write(incidentId, null, call));
    for (const link of await this.#links(incidentId, call)) await this.#parts.client.attachments.remove(link.id, call);
  }

  /** Throws `HW_VENDOR_NOT_FOUND` when the field is chosen no longer. */
  #field(): LinkField {
    if (this.#parts.field === null) throw new HighwireError("HW_VENDOR_NOT_FOUND", { vendor: "incident", operation: "update board" });
    return this.#parts.field;
  }

  async #links(incidentId: string, call: CallOptions): Promise<readonly AttachmentJson[]> {
    const [isOurs, all] = await Promise.all([this.#parts.pages.isOurs(incidentId), this.#allLinks(incidentId, call)]);
    return all.filter(({ resource }) => isOurs(resource.permalink));
  }

  async #allLinks(incidentId: string, call: CallOptions): Promise<readonly AttachmentJson[]> {
    const all = await this.#parts.client.attachments.ofIncident(incidentId, call);
    return all.filter(({ resource }) => resource.resource_type === "arbitrary_url");
  }

  async #linkValues(incidentId: string, call: CallOptions): Promise<BoardValues | null> {
    const [link] = await this.#links(incidentId, call);
    return link === undefined ? null : linkValues(link);
  }

  async #context(incidentId: string, call: CallOptions): Promise<MarkedItem | null> {
    const [found] = await this.#parts.timelines.marked(incidentId, this.#marker, call);
    return found ?? null;
  }

  async #contextValues(incidentId: string, call: CallOptions): Promise<BoardValues | null> {
    const found = await this.#context(incidentId, call);
    return found === null ? null : contextValues(found);
  }

  async #writeContext(incidentId: string, write: TimelineWrite, call: CallOptions): Promise<void> {
    const found = await this.#context(incidentId, call);
    if (found === null) throw new HighwireError("HW_VENDOR_NOT_FOUND", { vendor: "incident", operation: "update board" });
    await this.#parts.timelines.update(incidentId, found.item.id, write, call);
  }

  /** Sweeps need not meet it: what people make of it in incident.io is for people there. */
  #recordOf(id: string, values: BoardValues): SideRecord {
    const fields = mappedFields(this.#parts.mapping, ({ right }) => values[right as keyof BoardValues]);
    return { side: "incident", id, version: contentVersion(fields), fields, counterpartId: id, rests: true };
  }
}

const linkValues = ({ resource: { title, permalink } }: AttachmentJson): BoardValues => ({
  title: title ?? "",
  description: null,
  at: null,
  url: permalink,
});

/** An address alone is all that it says. */
export const fieldValues = (url: string | null): BoardValues => ({ title: "", description: null, at: null, url });

const contextValues = ({ item: { fields }, markdown }: MarkedItem): BoardValues => ({
  title: fields.title ?? "",
  description: markdown,
  at: fields.at,
  url: null,
});

/** Boards as the engine sees them in incident.io. */
export function createBoards(places: BoardPlaces, look: (call: CallOptions) => Promise<unknown>): RecordsPort {
  const readBack = async (id: string, call: CallOptions): Promise<SideRecord> => {
    const record = await places.standing(id, call);
    if (record === null) throw new HighwireError("HW_VENDOR_NOT_FOUND", { vendor: "incident", operation: "read board" });
    return record;
  };
  return {
    side: "incident",
    partial: true,
    lateMs: HELD_MS,
    read: (id, call) => orMissing(() => places.standing(id, call)),
    list: () => Promise.resolve({ records: [], next: null, total: null }),
    async candidates({ counterpartId }, call) {
      const record = counterpartId === null ? null : await places.standing(counterpartId, call);
      return record === null ? [] : [{ record, matchedBy: ["marker"] }];
    },
    async create({ fields, counterpartId }, call) {
      return (await places.create(counterpartId, fields, call)) ?? afterWrite(() => readBack(counterpartId, call));
    },
    async update(record, changes, call) {
      const after = { ...record.fields, ...Object.fromEntries(changes.map(({ field, value }) => [field, value])) };
      await places.update(record.id, after, call);
      return afterWrite(() => readBack(record.id, call));
    },
    remove: (id, call) => places.remove(id, call),
    canary: (call) => succeeds(() => look(call)),
  };
}

/** Throws `HW_BOARD_NEEDS_ADDRESS` while there is nowhere to lead to. */
const linkOf = (fields: FieldValues): { readonly url: string; readonly title: string; readonly emoji: string } => ({
  url: addressIn(fields),
  title: String(fields["title"]),
  emoji: "busts_in_silhouette",
});

function addressIn(fields: FieldValues): string {
  const url = textOrNull(fields["url"]);
  if (url === null) throw new HighwireError("HW_BOARD_NEEDS_ADDRESS", { vendor: "incident", operation: "attach link" });
  return url;
}
