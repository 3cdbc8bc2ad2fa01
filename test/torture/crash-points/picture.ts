import type { ConflictRow } from "#core/ports/store.ts";
import { namesMany } from "#core/record/names-many.ts";
import { alertNotesOf, itemsOf, worksOf } from "./expectations-of-flows.ts";
import type { Stage } from "./stage.ts";

type Raw = Readonly<Record<string, unknown>>;

/**
 * Everything that people could tell apart in the end, without ids and times: two runs of one scenario that end alike have equal pictures.
 * Lines, sorted.
 */
export async function pictureOf(stage: Stage): Promise<readonly string[]> {
  const names = await nameRecords(stage);
  const { store, state, workspaceId, bridge, highlevel } = stage.universe;
  const current = await bridge();
  const works = (recordId: string): string | undefined => worksOf(stage).find(({ id }) => id === recordId.split("/").at(-1))?.shown;
  const connections = await store.connections(workspaceId);
  const openConflicts = [...state.conflicts.values()].filter(({ state: kind, closedAt }) => kind === "open" && closedAt === null);
  return [
    ...[...names.contacts.values()].map((shown) => `contact ${shown}`),
    ...names.entries.map(({ shown, of }) => `entry ${shown} of ${of}`),
    ...highlevel.control.tasks().map(({ title, completed }) => `task ${JSON.stringify([title, completed])}`),
    ...highlevel.control.notes().map(({ title }) => `note ${JSON.stringify(title)}`),
    // Where a page stands is drawn at random.
    ...itemsOf(stage).map((shown) => `item ${shown.replaceAll(/\/r\/i\/\w+/gu, "/r/i/…")}`),
    ...alertNotesOf(stage).map((shown) => `note of an alert ${shown}`),
    ...worksOf(stage).map(({ shown }) => `work ${shown}`),
    // Whether an event came that named many is how a change was noticed, and no part of the end.
    ...[...state.links.values()]
      .filter(({ leftId, rightId }) => ![leftId, rightId].some((id) => id !== null && namesMany(id)))
      .map((link) =>
        JSON.stringify([
          "link",
          link.state,
          link.because,
          link.leftId === null ? null : (names.contacts.get(link.leftId) ?? works(link.leftId) ?? "gone"),
          link.rightId === null ? null : (names.entryOf.get(link.rightId) ?? works(link.rightId) ?? "gone"),
          link.openConflicts,
          link.attempts,
        ]),
      ),
    ...openConflicts.map(lookOfConflict),
    // A value that two writes in a row overruled may stand on record twice.
    ...new Set([...state.conflicts.values()].filter(({ state: kind }) => kind === "decided").map(lookOfConflict)),
    ...connections.map(({ vendor, state: how, pausedBecause }) => `connection ${vendor} ${how} ${pausedBecause ?? ""}`.trim()),
    ...stage.universe.incident.control.types().map(({ type_name: name }) => `type ${name.replace(/Probe[0-9a-f]+/u, "Probe")}`),
    `bridge ${current.mode}${current.brake === null ? "" : ", braked"}`,
  ].toSorted();
}

const lookOfConflict = ({ kind, field, left, right, state, winner, candidates }: ConflictRow): string =>
  JSON.stringify(["conflict", kind, field, left, right, state, winner, candidates.length]);

interface Names {
  /** How each contact looks, by its id. */
  readonly contacts: ReadonlyMap<string, string>;
  readonly entryOf: ReadonlyMap<string, string>;
  /** Entries with the look of the contact that their external id names. */
  readonly entries: readonly { readonly shown: string; readonly of: string }[];
}

async function nameRecords(stage: Stage): Promise<Names> {
  const { highlevel, incident, bridge } = stage.universe;
  const { catalogTypeId, locationId } = await bridge();
  const contacts = new Map(highlevel.control.contacts().map((one) => [String(one["id"]), lookOfContact(one)]));
  const raw = catalogTypeId === null ? [] : incident.control.entries(catalogTypeId);
  const entryOf = new Map(raw.map((one) => [String(one["id"]), lookOfEntry(one)]));
  const entries = raw.map((one) => {
    const external = typeof one["external_id"] === "string" ? one["external_id"] : "";
    const of = external === "" ? "nobody" : (contacts.get(external.slice(locationId.length + 1)) ?? "somebody who is gone");
    return { shown: lookOfEntry(one), of };
  });
  return { contacts, entryOf, entries };
}

function lookOfContact(contact: Raw): string {
  const { firstName, lastName, email, phone, website, companyName, tags, customFields } = contact;
  const custom = ((customFields ?? []) as readonly { readonly value: unknown }[]).map(({ value }) => value);
  return JSON.stringify([firstName, lastName, email, phone, website, companyName, [...((tags ?? []) as readonly string[])].toSorted(), custom]);
}

function lookOfEntry(entry: Raw): string {
  const values = entry["attribute_values"] as Readonly<
    Record<string, { value?: { literal?: string }; array_value?: readonly { literal?: string }[] }>
  >;
  const shown = Object.entries(values)
    .filter(([id]) => id !== "hw_contact_id")
    .map(([id, held]) => [id, held.value?.literal ?? (held.array_value ?? []).map(({ literal }) => literal).toSorted()] as const)
    .filter(([, value]) => value !== undefined && value.length > 0);
  return JSON.stringify([entry["name"], ...shown.toSorted(([one], [other]) => (one < other ? -1 : 1))]);
}
