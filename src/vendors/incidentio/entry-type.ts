import { plainEntities, type Bridge, type Entity } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { FieldKind } from "#core/record/canonical.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Log } from "#core/ports/log.ts";
import type { Random } from "#core/ports/random.ts";
import { attributeOf, idAttributeOf } from "./canonical-entry.ts";
import type { AttributeWrite, IncidentClient, TypeJson } from "./client.ts";

const call: CallOptions = { priority: "person" };
/** Annotations that tell our type apart, so that it is found again after everything here was lost (I3). */
const KIND = "highwire/kind";
const LOCATION = "highwire/location";

export interface EntryTypeParts {
  readonly client: IncidentClient;
  readonly random: Random;
  readonly log: Log;
}

/** What a bridge's type is called and looks like. */
interface Look {
  readonly name: string;
  readonly typeName: string;
  readonly about: string;
  readonly categories: readonly string[];
  readonly icon: string;
}

/** What the catalog keeps entries of. */
export type EntryEntity = (typeof plainEntities)[number];

const looks: Readonly<Record<EntryEntity, Look>> = {
  contact: {
    name: "HighLevel contacts",
    typeName: "HighLevelContact",
    about: "Contacts kept in step with HighLevel by Highwire.",
    categories: ["customer"],
    icon: "user",
  },
  task: {
    name: "HighLevel tasks",
    typeName: "HighLevelTask",
    about: "Tasks of contacts kept in step with HighLevel by Highwire.",
    categories: [],
    icon: "flag",
  },
  appointment: {
    name: "HighLevel appointments",
    typeName: "HighLevelAppointment",
    about: "Appointments of contacts, told by Highwire. Change them in HighLevel: what is changed here is put back.",
    categories: [],
    icon: "calendar",
  },
  business: {
    name: "HighLevel businesses",
    typeName: "HighLevelBusiness",
    about: "Businesses, told by Highwire. Change them in HighLevel: what is changed here is put back.",
    categories: ["customer"],
    icon: "briefcase",
  },
};

export const isEntryEntity = (entity: Entity): entity is EntryEntity => plainEntities.some((plain) => plain === entity);

type TypeBridge = Pick<Bridge, "locationId" | "fields"> & { readonly entity: EntryEntity };

/** Finds the bridge's type of entries, or makes it on the first load, with an attribute for every mapped field. Skips what is equal already. */
export async function ensureEntryType(parts: EntryTypeParts, bridge: TypeBridge): Promise<string> {
  const found = await findEntryType(parts.client, bridge);
  // The mode before the type: whoever goes on after a crash finds no type whose attributes nobody has decided on.
  const mode = (found === null ? null : modeInUse(found, bridge)) ?? (await editableMode(parts));
  const type = found ?? (await createType(parts, bridge));
  await ensureAttributes(parts.client, type, wantedAttributes(bridge, mode));
  return type.id;
}

/** Adds one attribute that people may edit to the bridge's type, which is made when it is not there yet. One with this id stays as it is. */
export async function addAttribute(parts: EntryTypeParts, bridge: TypeBridge, attribute: Omit<AttributeWrite, "mode">): Promise<void> {
  const type = (await findEntryType(parts.client, bridge)) ?? (await parts.client.showType(await ensureEntryType(parts, bridge), call));
  const mode = modeInUse(type, bridge) ?? (await editableMode(parts));
  await ensureAttributes(parts.client, type, [{ ...attribute, mode }]);
}

/** The type of a location's entries of one kind; null while there is none. */
export async function findEntryType(
  client: Pick<IncidentClient, "listTypes">,
  bridge: Pick<TypeBridge, "entity" | "locationId">,
): Promise<TypeJson | null> {
  return typeAmong(await client.listTypes(call), bridge);
}

const typeAmong = (types: readonly TypeJson[], { entity, locationId }: Pick<TypeBridge, "entity" | "locationId">): TypeJson | null =>
  types.find(({ annotations }) => annotations?.[KIND] === entity && annotations[LOCATION] === locationId) ?? null;

/** Type names are for good and unique in the organisation, so a second location's type carries the location in its name. */
async function createType(parts: EntryTypeParts, bridge: TypeBridge): Promise<TypeJson> {
  const { entity, locationId } = bridge;
  const { name, typeName, about, categories, icon } = looks[entity];
  const types = await parts.client.listTypes(call);
  // To learn the mode takes a while: another worker may have made the type meanwhile, and its name would count as taken.
  const made = typeAmong(types, bridge);
  if (made !== null) return made;
  const taken = types.some((type) => type.type_name === `Custom["${typeName}"]`);
  const suffix = taken ? locationId.replace(/[^a-zA-Z0-9]/gu, "") : "";
  const body = {
    name: taken ? `${name} ${locationId}` : name,
    type_name: `Custom["${typeName}${suffix}"]`,
    description: about,
    categories,
    icon,
    color: "blue",
    annotations: { [KIND]: entity, [LOCATION]: locationId, "highwire/schema": "1" },
  };
  try {
    return await parts.client.createType(body, call);
  } catch (error) {
    // Another worker may have made it a moment ago.
    const again = await findEntryType(parts.client, bridge);
    if (again !== null) return again;
    throw error;
  }
}

/**
 * Whether the API may write what people may edit is stated nowhere, so a scratch type answers it: `dashboard` when that works, else the empty
 * mode, else `api`, under which people cannot edit the mapped fields in incident.io.
 */
async function editableMode(parts: EntryTypeParts): Promise<string> {
  await removeOldProbes(parts.client);
  const name = `HighwireProbe${parts.random.uuid().replaceAll("-", "").slice(-12)}`;
  const scratch = await parts.client.createType(
    { name, type_name: `Custom["${name}"]`, description: "Removed at once.", categories: [], annotations: { [KIND]: "probe" } },
    call,
  );
  try {
    let { version } = scratch.schema;
    for (const mode of ["dashboard", ""]) {
      version = (await parts.client.updateSchema(scratch.id, version, [{ id: "probe", name: "Probe", type: "String", array: false, mode }], call))
        .schema.version;
      if (await isWritable(parts.client, scratch.id)) return mode;
    }
    parts.log.warn("entry-type.not-editable-by-people", {});
    return "api";
  } finally {
    await removeProbe(parts.client, scratch.id);
  }
}

/** What a process left behind that died while it asked. Should another one be asking right now, it starts over and finds the type made. */
async function removeOldProbes(client: IncidentClient): Promise<void> {
  const types = await client.listTypes(call);
  for (const type of types.filter(({ annotations }) => annotations?.[KIND] === "probe")) await removeProbe(client, type.id);
}

async function removeProbe(client: IncidentClient, typeId: string): Promise<void> {
  try {
    await client.deleteType(typeId, call);
  } catch (error) {
    // Another worker may have removed it a moment ago.
    if (!(error instanceof HighwireError) || error.code !== "HW_VENDOR_NOT_FOUND") throw error;
  }
}

async function isWritable(client: IncidentClient, typeId: string): Promise<boolean> {
  try {
    const entry = await client.createEntry(
      { catalog_type_id: typeId, name: "Probe", external_id: "probe", attribute_values: { probe: { value: { literal: "written" } } } },
      call,
    );
    const value = entry.attribute_values["probe"]?.value;
    return (value?.literal || value?.label) === "written";
  } catch (error) {
    // A scratch type that vanished says nothing about the mode.
    const refused = error instanceof HighwireError && error.kind === "vendor.rejected" && error.code !== "HW_VENDOR_NOT_FOUND";
    if (refused) return false;
    throw error;
  }
}

/** Null when the type has none of the attributes yet that people may edit. */
function modeInUse(type: TypeJson, bridge: Pick<Bridge, "fields">): string | null {
  const editable = bridge.fields.filter((map) => map.direction !== "to-incident").flatMap((map) => attributeOf(map) ?? []);
  return type.schema.attributes.find((attribute) => editable.includes(attribute.id))?.mode ?? null;
}

/**
 * Adds the attributes that a type of ours lacks and keeps people's own; another writer's version means reading again. Skips what is equal
 * already.
 */
export async function ensureAttributes(
  client: Pick<IncidentClient, "showType" | "updateSchema">,
  type: TypeJson,
  wanted: readonly AttributeWrite[],
  triesLeft = 3,
): Promise<void> {
  const current = type.schema.attributes;
  if (
    wanted.every((attribute) =>
      current.some((known) => known.id === attribute.id && known.type === attribute.type && known.array === attribute.array),
    )
  )
    return;
  const kept = current.map(({ id, name, type: kind, array, mode: known }) => ({ id, name, type: kind, array, mode: known ?? "" }));
  const added = wanted.filter((attribute) => !kept.some((known) => known.id === attribute.id));
  try {
    await client.updateSchema(type.id, type.schema.version, [...kept, ...added], call);
  } catch (error) {
    const stale = error instanceof HighwireError && (error.code === "HW_VENDOR_CONFLICT" || error.code === "HW_VENDOR_VALIDATION");
    if (!stale || triesLeft === 0) throw error;
    await ensureAttributes(client, await client.showType(type.id, call), wanted, triesLeft - 1);
  }
}

/** The catalog's type for values of a kind. */
export const typeOfKind: Readonly<Record<FieldKind, string>> = {
  text: "String",
  name: "String",
  email: "String",
  phone: "String",
  url: "String",
  date: "String",
  number: "Number",
  boolean: "Bool",
  set: "String",
};

function wantedAttributes(bridge: TypeBridge, editable: string): readonly AttributeWrite[] {
  const mapped = bridge.fields.flatMap((map): readonly AttributeWrite[] => {
    const id = attributeOf(map);
    return id === null
      ? []
      : [{ id, name: map.label, type: typeOfKind[map.kind], array: map.kind === "set", mode: map.direction === "to-incident" ? "api" : editable }];
  });
  return [...mapped, { id: idAttributeOf(bridge), name: `HighLevel ${bridge.entity} id`, type: "String", array: false, mode: "api" }];
}
