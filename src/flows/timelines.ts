import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { canonicalTimelineItem, type CanonicalTimelineItem } from "#vendors/incidentio/canonical-timeline-item.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { TimelineDraft, TimelineWrite } from "#vendors/incidentio/resources/timeline.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** Items of one page, at most as the vendor's other long lists. */
const PAGE = 250;

const line = /(?:^|\s)HighLevel · hw:([\w./:-]{1,200})\s*$/u;

/** Markdown whose last line names what in HighLevel the item was made for, so that it is found again from incident.io alone (I3). */
export const withItemMarker = (markdown: string | null, marker: string): string =>
  `${markdown === null ? "" : `${markdown}\n\n`}HighLevel · hw:${marker}`;

/** An item of ours, without its last line. */
export interface MarkedItem {
  readonly item: CanonicalTimelineItem;
  readonly marker: string;
  readonly markdown: string | null;
}

/** The item as one of ours; null when its last line names nothing, or when a person wrote it. */
export function markedItem(item: CanonicalTimelineItem): MarkedItem | null {
  const found = item.creatorKeyId === null ? null : line.exec(item.fields.description ?? "");
  if (found?.[1] === undefined) return null;
  const markdown = (item.fields.description ?? "").slice(0, found.index).trimEnd();
  return { item, marker: found[1], markdown: markdown === "" ? null : markdown };
}

/** The timelines of incidents. There is no read of one item, so many records share their incident's list for a moment. All methods throw vendor errors. */
export class Timelines {
  readonly #client: Pick<IncidentClient, "timeline">;
  readonly #kept: KeptBriefly<readonly CanonicalTimelineItem[]>;

  constructor(client: Pick<IncidentClient, "timeline">, clock: Clock) {
    this.#client = client;
    this.#kept = new KeptBriefly(clock);
  }

  /** All items of an incident, read anew. */
  items(incidentId: string, call: CallOptions): Promise<readonly CanonicalTimelineItem[]> {
    return this.#kept.fresh(incidentId, () => this.#read(incidentId, call));
  }

  /** One item; a list of a few seconds ago may tell it, but never that there is none. */
  async item(incidentId: string, itemId: string, call: CallOptions): Promise<CanonicalTimelineItem | null> {
    const isIt = ({ id }: CanonicalTimelineItem): boolean => id === itemId;
    const kept = (await this.#kept.get(incidentId, () => this.#read(incidentId, call))).find(isIt);
    return kept ?? (await this.items(incidentId, call)).find(isIt) ?? null;
  }

  /** Our items of an incident that carry this marker. */
  async marked(incidentId: string, marker: string, call: CallOptions): Promise<readonly MarkedItem[]> {
    return (await this.items(incidentId, call)).flatMap((item) => markedItem(item) ?? []).filter((found) => found.marker === marker);
  }

  create(draft: TimelineDraft, call: CallOptions): Promise<CanonicalTimelineItem> {
    return this.#write(draft.incident_id, async () => canonicalTimelineItem(await this.#client.timeline.create(draft, call)));
  }

  update(incidentId: string, itemId: string, changes: TimelineWrite, call: CallOptions): Promise<CanonicalTimelineItem> {
    return this.#write(incidentId, async () => canonicalTimelineItem(await this.#client.timeline.update(itemId, changes, call)));
  }

  async #read(incidentId: string, call: CallOptions): Promise<readonly CanonicalTimelineItem[]> {
    const items: CanonicalTimelineItem[] = [];
    let after: string | null = null;
    do {
      const page = await this.#client.timeline.list({ incidentId, pageSize: PAGE, after }, call);
      items.push(...page.rows.map(canonicalTimelineItem));
      after = page.next;
    } while (after !== null);
    return items;
  }

  /** A list that was read before a write, or while it was under way, says nothing of what it did. */
  async #write<Result>(incidentId: string, write: () => Promise<Result>): Promise<Result> {
    this.#kept.forget(incidentId);
    try {
      return await write();
    } finally {
      this.#kept.forget(incidentId);
    }
  }
}
