import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { canonicalTimelineItem, type CanonicalTimelineItem } from "#vendors/incidentio/canonical-timeline-item.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { TimelineDraft, TimelineWrite } from "#vendors/incidentio/resources/timeline.ts";
import { itemMarkerIn } from "./item-marker.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** Items of one page, at most as the vendor's other long lists. */
const PAGE = 250;

/** An item of ours, without its last line. */
export interface MarkedItem {
  readonly item: CanonicalTimelineItem;
  readonly marker: string;
  readonly markdown: string | null;
}

/** The item as one of ours; null when its last line names nothing, or when a person wrote it. */
export function markedItem(item: CanonicalTimelineItem): MarkedItem | null {
  const found = item.creatorKeyId === null ? null : itemMarkerIn(item.fields.description);
  return found === null ? null : { item, ...found };
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
