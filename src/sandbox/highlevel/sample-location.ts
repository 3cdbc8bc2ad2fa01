import { flowScopes } from "./access.ts";
import { insert } from "./contact-edits.ts";
import { defineCustomField } from "./custom-field-routes.ts";
import { furnish } from "./furnish.ts";
import { sampleContacts } from "./sample-contacts.ts";
import { insertSampleRecords } from "./sample-records.ts";
import type { HighLevelState } from "./state.ts";

/** Adds invented people, with two custom fields for them: Plan (text) and Seats (number). Sends events, unless these are muted. */
export function insertSampleContacts(state: HighLevelState, locationId: string, count: number): void {
  if (count <= 0) return;
  const plan = fieldId(state, locationId, "Plan", "TEXT");
  const seats = fieldId(state, locationId, "Seats", "NUMERICAL");
  for (const { tags, plan: planValue, seats: seatsValue, ...fields } of sampleContacts(state.prng, count, state.sampled)) {
    const customFields = [
      { id: plan, field_value: planValue },
      { id: seats, field_value: seatsValue },
    ].filter(({ field_value }) => field_value !== null);
    insert(state, locationId, { ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)), tags, customFields }, null);
  }
  state.sampled += count;
}

/** Puts a sandbox without data into its first state and returns the private integration token of its first location. The same seed gives the same token. */
export function fillSandbox(state: HighLevelState, { contacts, records }: { readonly contacts: number; readonly records: number }): string {
  const [location] = state.locations.values();
  if (location === undefined) return "";
  const { id, companyId } = location;
  const token = state.access.issue(state.prng, "private-integration", companyId, id, flowScopes, null).value;
  state.webhooks.muted = true;
  for (const each of state.locations.values()) furnish(state, each);
  insertSampleContacts(state, id, contacts);
  insertSampleRecords(state, id, records);
  state.webhooks.muted = false;
  return token;
}

function fieldId(state: HighLevelState, locationId: string, name: string, dataType: string): string {
  const known = [...state.customFields.values()].find((field) => field.locationId === locationId && field.name === name);
  return (known ?? defineCustomField(state, locationId, name, dataType)).id;
}
