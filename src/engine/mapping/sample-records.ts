import type { Bridge } from "#core/bridge.ts";
import { kindOfType } from "#core/mapping/compatibility.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { Place, Places } from "#core/mapping/places.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { CanonicalValue, SideRecord } from "#core/record/canonical.ts";
import { shownTitleIn } from "#core/record/title.ts";
import type { EnginePorts } from "../engine-ports.ts";

/** Records that a mapping is tried on. */
const RECORDS = 10;
/** One minute, in milliseconds: for how long a look at the vendors is shown again. */
const KEPT_MS = 60_000;

const call: CallOptions = { priority: "person" };

/** A pair of records with what stands in each place, mapped or not. */
export interface SampleRecord {
  readonly title: string;
  readonly left: ReadonlyMap<string, CanonicalValue>;
  /** Null while it has no counterpart on the first page of the other side. */
  readonly right: ReadonlyMap<string, CanonicalValue> | null;
}

/** Real records to try a mapping on: the first page of each side, read at most once a minute for each bridge. */
export class SampleRecords {
  readonly #ports: EnginePorts;
  readonly #kept = new Map<string, { readonly at: number; readonly records: Promise<readonly SampleRecord[]> }>();

  constructor(ports: EnginePorts) {
    this.#ports = ports;
  }

  /** Throws vendor errors. */
  of(bridge: Bridge, places: Places): Promise<readonly SampleRecord[]> {
    const now = this.#ports.clock.now();
    const key = JSON.stringify([bridge.id, bridge.version, places]);
    for (const [known, { at }] of this.#kept) if (now - at > KEPT_MS) this.#kept.delete(known);
    const kept = this.#kept.get(key)?.records ?? this.#read(bridge, places);
    if (!this.#kept.has(key)) this.#kept.set(key, { at: now, records: kept });
    // What failed is tried again at the next look.
    kept.catch(() => this.#kept.delete(key));
    return kept;
  }

  async #read(bridge: Bridge, places: Places): Promise<readonly SampleRecord[]> {
    const fields = [...places.left.map((place) => fieldOf("left", place)), ...places.right.map((place) => fieldOf("right", place))];
    const { left, right } = await this.#ports.sides({ ...bridge, fields: fields.flatMap((field) => field ?? []) });
    const [lefts, rights] = [await firstOf(left), await firstOf(right)];
    return lefts.slice(0, RECORDS).map((record) => {
      const counterpart = rights.find(({ counterpartId }) => counterpartId === record.id);
      return {
        title: titleOf(record),
        left: valuesIn(record, "left"),
        right: counterpart === undefined ? null : valuesIn(counterpart, "right"),
      };
    });
  }
}

const firstOf = async (port: RecordsPort): Promise<readonly SideRecord[]> => (await port.list({ after: null, since: null }, call)).records;

/** A field for one place alone; the other side of it is nowhere. */
function fieldOf(side: "left" | "right", { place, label, type }: Place): FieldMap | null {
  const kind = kindOfType(type);
  if (kind === null) return null;
  const nowhere = { left: "customField:none", right: "attribute:hw_none" };
  return { field: `${side} ${place}`, kind, direction: "off", policy: "ask", personal: true, ...nowhere, [side]: place, label };
}

function valuesIn({ fields }: SideRecord, side: "left" | "right"): ReadonlyMap<string, CanonicalValue> {
  const start = `${side} `;
  return new Map(Object.entries(fields).flatMap(([field, value]) => (field.startsWith(start) ? [[field.slice(start.length), value] as const] : [])));
}

function titleOf(record: SideRecord): string {
  const named = { fullName: record.fields["left fullName"] ?? null, title: record.fields["left title"] ?? record.fields["left name"] ?? null };
  return shownTitleIn(named) ?? record.id;
}
