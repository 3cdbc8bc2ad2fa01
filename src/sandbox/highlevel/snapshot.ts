import type { Token } from "./access.ts";
import type { ContactsSnapshot } from "./contact-store.ts";
import { keptOf } from "./documented.ts";
import type { KeptSnapshot } from "../kit/kept-resources.ts";
import type { OAuthSnapshot } from "./oauth.ts";
import type { Quirks } from "./quirks.ts";
import type { RecordsSnapshot, RecordStore, StoredRecord } from "./record-store.ts";
import type { HighLevelState } from "./state.ts";

/** What is kept in plain maps. */
const mapsOf = (state: HighLevelState) => {
  const { locations, customFields, tags, users, calendars, appointmentNotes, businesses, pipelines, workflows, campaigns, enrolments } = state;
  return { locations, customFields, tags, users, calendars, appointmentNotes, businesses, pipelines, workflows, campaigns, enrolments };
};
/** What belongs to contacts, each kind in a store. */
const storesOf = ({ tasks, notes, appointments, opportunities }: HighLevelState) => ({ tasks, notes, appointments, opportunities });

type Maps = ReturnType<typeof mapsOf>;
type Stores = ReturnType<typeof storesOf>;
type EntriesOf<Kept> = Kept extends Map<string, infer Value> ? readonly (readonly [string, Value])[] : never;
type RowsOf<Kept> = Kept extends RecordStore<infer Row> ? RecordsSnapshot<Row> : never;

/** Everything the sandbox holds, as plain data that survives JSON. Not in it: time, rate windows, counters, faults, events under way. */
export interface HighLevelSnapshot {
  readonly random: number;
  readonly furniture: number;
  readonly sampled: number;
  readonly contacts: ContactsSnapshot;
  readonly maps: { readonly [Name in keyof Maps]: EntriesOf<Maps[Name]> };
  readonly stores: { readonly [Name in keyof Stores]: RowsOf<Stores[Name]> };
  readonly tokens: readonly Token[];
  readonly oauth: OAuthSnapshot;
  readonly kept: KeptSnapshot;
  readonly quirks: Quirks;
}

export function takeSnapshot(state: HighLevelState): HighLevelSnapshot {
  const maps = Object.entries(mapsOf(state)).map(([name, map]) => [name, structuredClone([...map])] as const);
  const stores = Object.entries(storesOf(state)).map(([name, store]) => [name, store.snapshot()] as const);
  return {
    random: state.prng.position,
    furniture: state.furniture.position,
    sampled: state.sampled,
    contacts: state.contacts.snapshot(),
    maps: Object.fromEntries(maps) as unknown as HighLevelSnapshot["maps"],
    stores: Object.fromEntries(stores) as unknown as HighLevelSnapshot["stores"],
    oauth: state.oauth.snapshot(),
    kept: keptOf(state).snapshot(),
    tokens: state.access.snapshot(),
    quirks: structuredClone(state.quirks),
  };
}

/** Puts everything back. The same calls after it give the same ids, as far as the clock allows. */
export function restoreSnapshot(state: HighLevelState, snapshot: HighLevelSnapshot): void {
  state.prng.moveTo(snapshot.random);
  state.furniture.moveTo(snapshot.furniture);
  state.sampled = snapshot.sampled;
  state.contacts.restore(snapshot.contacts);
  state.oauth.restore(snapshot.oauth);
  keptOf(state).restore(snapshot.kept);
  state.access.restore(snapshot.tokens);
  for (const [name, map] of Object.entries(mapsOf(state) as Record<string, Map<string, unknown>>)) {
    map.clear();
    for (const [key, value] of structuredClone(snapshot.maps[name as keyof Maps])) map.set(key, value);
  }
  for (const [name, store] of Object.entries(storesOf(state) as unknown as Record<string, RecordStore<StoredRecord>>))
    store.restore(snapshot.stores[name as keyof Stores]);
  Object.assign(state.quirks, structuredClone(snapshot.quirks));
}
