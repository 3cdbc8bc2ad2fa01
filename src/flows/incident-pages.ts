import { isUlid } from "#lib/ulid.ts";
import { KeptBriefly } from "./kept-briefly.ts";
import type { Clock } from "#core/ports/clock.ts";

/** Ids of our pages of incidents, as storage keeps them. */
export interface PageIds {
  /** Null when the incident has no page yet. */
  find(incidentId: string): Promise<string | null>;
  /** Gives it one, this one where it is free; returns what holds from then on. */
  give(incidentId: string, wanted: string | null): Promise<string>;
}

/** One hour, in milliseconds. A page's id never changes; only memory is bounded by it. */
const KEPT_MS = 3_600_000;
const PATH = "/r/i/";

/** True for an address of a page of ours, wherever our pages stand or stood. */
export const isPageAddress = (url: string): boolean => isUlid(/\/r\/i\/(\w+)$/u.exec(url)?.[1] ?? "");

/** Our pages of incidents, as they are linked to: no word about anybody is in an address, and no id of a vendor (P5). */
export class IncidentPages {
  readonly #ids: PageIds;
  readonly #publicUrl: string | null;
  readonly #kept: KeptBriefly<string>;

  /** @param publicUrl address of our own pages; null when there is none */
  constructor(ids: PageIds, publicUrl: string | null, clock: Clock) {
    this.#ids = ids;
    this.#publicUrl = publicUrl;
    this.#kept = new KeptBriefly(clock, KEPT_MS);
  }

  /** Where the incident's page is; null while there is nowhere to lead to. `standing`: the links on the incident, asked for when it has no page yet. */
  async addressOf(incidentId: string, standing: () => Promise<readonly string[]>): Promise<string | null> {
    if (this.#publicUrl === null) return null;
    const pageId = await this.#kept.get(
      incidentId,
      async () => (await this.#ids.find(incidentId)) ?? this.#ids.give(incidentId, this.#idIn(await standing())),
    );
    return `${this.#publicUrl}${PATH}${pageId}`;
  }

  /** True when the incident's address is told without a look at the links on it. */
  async isKnown(incidentId: string): Promise<boolean> {
    return this.#publicUrl === null || this.#kept.has(incidentId) || (await this.#ids.find(incidentId)) !== null;
  }

  /** Whether a link on the incident leads to its page, under whatever address that was: by the page's id, or by its form when everything here was lost (I3). */
  async isOurs(incidentId: string): Promise<(permalink: string) => boolean> {
    const pageId = await this.#ids.find(incidentId);
    return pageId === null ? (permalink) => this.#idIn([permalink]) !== null : (permalink) => permalink.endsWith(`${PATH}${pageId}`);
  }

  #idIn(permalinks: readonly string[]): string | null {
    const prefix = `${this.#publicUrl ?? ""}${PATH}`;
    const ids = permalinks.flatMap((permalink) => (permalink.startsWith(prefix) ? [permalink.slice(prefix.length)] : []));
    return ids.find(isUlid) ?? null;
  }
}
