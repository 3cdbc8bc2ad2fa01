import type { CatalogItem, Trigger } from "#core/catalog/operation.ts";
import { curatedEvents } from "./curated/events.ts";
import { inlinedSchema } from "./inlined-schema.ts";
import type { EventFacts, FactsReader, FactsVendor } from "./operation-facts.ts";
import { ownTriggers } from "./own-triggers.ts";
import { eventTitle } from "./titles.ts";

/** Everything that a run can begin with: the vendors' events, a schedule, a person, and what Highwire itself does. */
export async function allTriggers(facts: FactsReader): Promise<readonly Trigger[]> {
  const [highlevel, incident] = await Promise.all([facts.events("highlevel"), facts.events("incident")]);
  return [...highlevel.map((event) => toTrigger("highlevel", event)), ...incident.map((event) => toTrigger("incident", event)), ...ownTriggers];
}

function toTrigger(vendor: FactsVendor, { event, scopes, schema }: EventFacts): Trigger {
  const curated = curatedEvents[event];
  return {
    id: `${vendor}.event.${event}`,
    vendor,
    kind: "trigger",
    object: curated?.object ?? objectOf(event),
    title: curated?.title ?? eventTitle(event),
    sentence: curated?.sentence ?? null,
    effect: null,
    scopes,
    // Each is sent, signed, through the webhook door by a test.
    badge: "tested",
    curated: curated !== undefined,
    event,
    output: inlinedSchema(schema, {}, "open"),
  };
}

/** `AppointmentCreate` is about `Appointment`, `public_incident.follow_up_created_v2` about `Follow-up`. */
function objectOf(event: string): string {
  const words = eventTitle(event.includes(".") ? (event.split(".")[1] ?? event) : event).split(" ");
  return words.slice(0, -1).join(" ") || (words[0] ?? event);
}

/** A trigger without its schema. */
export const triggerItem = ({ event: _event, output: _output, ...item }: Trigger): CatalogItem => item;
