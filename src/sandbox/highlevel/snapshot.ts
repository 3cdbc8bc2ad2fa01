import type { Token } from "./access.ts";
import type { ContactsSnapshot } from "./contact-store.ts";
import type { CustomFieldDefinition } from "./custom-fields.ts";
import type { OAuthSnapshot } from "./oauth.ts";
import type { HighLevelState, Quirks, SandboxLocation, Tag } from "./state.ts";

/** Everything the sandbox holds, as plain data that survives JSON. Not in it: time, rate windows, counters, faults, events under way. */
export interface HighLevelSnapshot {
  readonly random: number;
  readonly sampled: number;
  readonly contacts: ContactsSnapshot;
  readonly locations: readonly SandboxLocation[];
  readonly customFields: readonly CustomFieldDefinition[];
  readonly tags: readonly Tag[];
  readonly tokens: readonly Token[];
  readonly oauth: OAuthSnapshot;
  readonly quirks: Quirks;
}

export function takeSnapshot(state: HighLevelState): HighLevelSnapshot {
  return {
    random: state.prng.position,
    sampled: state.sampled,
    contacts: state.contacts.snapshot(),
    oauth: state.oauth.snapshot(),
    tokens: state.access.snapshot(),
    ...structuredClone({
      locations: [...state.locations.values()],
      customFields: [...state.customFields.values()],
      tags: [...state.tags.values()],
      quirks: state.quirks,
    }),
  };
}

/** Puts everything back. The same calls after it give the same ids, as far as the clock allows. */
export function restoreSnapshot(state: HighLevelState, snapshot: HighLevelSnapshot): void {
  const { locations, customFields, tags, quirks } = structuredClone({
    locations: snapshot.locations,
    customFields: snapshot.customFields,
    tags: snapshot.tags,
    quirks: snapshot.quirks,
  });
  state.prng.moveTo(snapshot.random);
  state.sampled = snapshot.sampled;
  state.contacts.restore(snapshot.contacts);
  state.oauth.restore(snapshot.oauth);
  state.access.restore(snapshot.tokens);
  for (const map of [state.locations, state.customFields, state.tags]) map.clear();
  for (const location of locations) state.locations.set(location.id, location);
  for (const field of customFields) state.customFields.set(field.id, field);
  for (const tag of tags) state.tags.set(`${tag.locationId}:${tag.name}`, tag);
  Object.assign(state.quirks, quirks);
}
