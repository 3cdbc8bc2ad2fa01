import { RefusedByDashboard } from "#sandbox/incidentio/dashboard.ts";
import { ChancePeople } from "./chance-people.ts";
import { tagsOfEntry } from "./tags-of-entry.ts";

type Entry = Readonly<Record<string, unknown>>;

/**
 * People who keep incident.io's catalog, by hand or by a script with a key of its own: they tag entries, and take what an entry is known by elsewhere for
 * a leftover or for their own.
 */
export class CatalogPeople extends ChancePeople {
  #count = 0;

  /** Does one thing to one entry of a contact, if there is any. */
  act(): void {
    const entries = this.#entries();
    if (entries.length === 0) return;
    const entry = this.prng.pick(entries);
    try {
      if (this.prng.fraction() < 0.5) this.#tag(entry);
      else this.#loseMarker(entry);
    } catch (error) {
      // Whoever makes the type may have died before it had attributes: nobody can fill them in then.
      if (!(error instanceof RefusedByDashboard)) throw error;
    }
  }

  #entries(): readonly Entry[] {
    const { control } = this.place.incident;
    const type = control.types().find(({ type_name: name }) => name.includes("HighLevelContact"));
    return type === undefined ? [] : control.entries(type.id);
  }

  #tag(entry: Entry): void {
    const [recordId, tags] = [String(entry["id"]), tagsOfEntry(entry)];
    const at = this.place.clock.now();
    const tag = tags.length > 0 && this.prng.fraction() < 0.4 ? this.prng.pick(tags) : null;
    if (tag !== null) {
      this.#tell(
        recordId,
        tags.filter((other) => other !== tag),
      );
      this.history.tagsRemoved.add(`${recordId}:${tag}`);
      this.history.removals.push({ at, side: "incident", recordId, field: "tags", token: tag });
      return;
    }
    const token = `told-${String((this.#count += 1))}`;
    this.#tell(recordId, [...tags, token]);
    this.history.edits.push({ at, side: "incident", recordId, field: "tags", token });
  }

  #tell(recordId: string, tags: readonly string[]): void {
    this.place.incident.control.editEntry(recordId, null, { hw_tags: tags });
  }

  /**
   * An incident or an alert names the entry. Without its marker it is nobody's case until that is written again, and what had not been told of the case by
   * then is not told afterwards: seed 79 of worlds with all flows, where only named entries lost theirs.
   */
  #isNamed(recordId: string): boolean {
    const { control } = this.place.incident;
    return JSON.stringify([control.incidents(), control.alerts()]).includes(recordId);
  }

  /** Clears the external id, or writes their own number or a slip of the pen over it; now and then the aliases go as well. */
  #loseMarker(entry: Entry): void {
    const [recordId, was] = [String(entry["id"]), entry["external_id"]];
    if (typeof was !== "string" || was === "" || this.#isNamed(recordId)) return;
    const roll = this.prng.below(10);
    const next = roll < 6 ? null : roll < 8 ? `crm-${String((this.#count += 1))}` : `${was.slice(0, -1)}_`;
    const aliases = this.prng.below(4) === 0 ? [] : undefined;
    this.place.incident.control.identifyEntry(recordId, next, aliases);
    this.history.lostMarkers.push({ at: this.place.clock.now(), recordId, was, keepsAliases: aliases === undefined });
  }
}
