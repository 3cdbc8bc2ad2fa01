import type { CallOptions, RecordsPort, FieldChange } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { must } from "#lib/must.ts";
import type { ContractWorld } from "./contract-world.ts";
import { runEntities } from "./entity-scenario.ts";
import { runIncidentEntities } from "./incident-scenario.ts";

const call: CallOptions = { priority: "person" };
const nothing = { counterpartId: null, email: null, phone: null };

/** Makes our clients use every operation they know, in the ways the engine does. */
export async function runClients(world: ContractWorld): Promise<void> {
  const { vendors, bridge, connections, highlevel, incident } = world;
  const probe = { highlevel: highlevel.token, incident: incident.apiKey };
  for (const { vendor, account, baseUrl } of [connections.left, connections.right])
    await vendors.probe({ vendor, credential: probe[vendor], locationId: vendor === "highlevel" ? account : null, baseUrl });
  const { left, right } = await vendors.sides(bridge);
  for (const connection of [connections.left, connections.right])
    must((await vendors.drift(connection, { writeAs: "contract0001" })).length === 0 ? true : null, "no drift");
  const contact = await writeContact(left);
  const entry = await writeEntry(right, contact);
  const typeId = must((await world.store.bridge(bridge.workspaceId, bridge.id))?.catalogTypeId, "contact type");
  incident.control.seedContactEntries(251, typeId);
  for (const port of [left, right]) {
    await readAll(port);
    await port.canary(call);
  }
  await left.remove(contact.id, call);
  await right.remove(entry.id, call);
  await left.read(contact.id, call);
  await right.read(entry.id, call);
  await right.read("01ARZ3NDEKTSV4RRFFQ69G5FAV", call);
  await signIn(world);
  await runEntities(world);
  await runIncidentEntities(world);
}

/** A sign-in of an agency, from its code to a location's own tokens. */
async function signIn({ vendors, connections, highlevel }: ContractWorld): Promise<void> {
  const { oauth, companyId, locationId } = highlevel;
  const calls = vendors.oauth(connections.left.baseUrl);
  const redirectUri = "http://127.0.0.1:4400/connect/highlevel/callback";
  const scopes = ["contacts.readonly", "oauth.readonly", "oauth.write"];
  const code = oauth.newCode({ kind: "company", locationId: null, companyId, scopes }, redirectUri, null);
  const { accessToken } = await calls.exchange(oauth.app, { code, redirectUri, verifier: null });
  const company = { accessToken, companyId };
  must(
    (await calls.installed(company, oauth.app.appId)).find(({ id }) => id === locationId),
    "the location",
  );
  const minted = await calls.mint(company, locationId);
  await calls.refresh(oauth.app, must(minted.refreshToken, "a refresh token"));
}

async function writeContact(left: RecordsPort): Promise<SideRecord> {
  const custom = Object.fromEntries(
    (await left.list({ after: null, since: null }, call)).records
      .flatMap((record) => Object.keys(record.fields))
      .filter((field) => field.startsWith("custom_"))
      .map((field) => [field, "7"]),
  );
  const fields = {
    fullName: "Ada Abara",
    email: "ada.contract@example.com",
    phone: "+12025550143",
    website: "https://example.com",
    companyName: "Example",
  };
  const created = await left.create({ fields: { ...fields, tags: ["vip", "new"], ...custom }, counterpartId: "none" }, call);
  const changed = await left.update(
    created,
    [
      set("tags", ["new", "vip"], ["late", "vip"], { add: ["late"], remove: ["new"] }),
      text("fullName", "Ada Abara", "Ada Bello"),
      text("website", "https://example.com", null),
      ...Object.keys(custom).map((field) => text(field, "7", null)),
    ],
    call,
  );
  await left.candidates({ ...nothing, email: "ada.contract@example.com", phone: "+12025550143" }, call);
  await left.candidates({ ...nothing, email: "nobody@example.com" }, call);
  return changed;
}

async function writeEntry(right: RecordsPort, contact: SideRecord): Promise<SideRecord> {
  const created = await right.create({ fields: contact.fields, counterpartId: contact.id }, call);
  const changed = await right.update(
    created,
    [
      text("email", "ada.contract@example.com", null),
      text("website", null, "https://example.com/ada"),
      set("tags", ["late", "vip"], ["vip"], { add: [], remove: ["late"] }),
    ],
    call,
  );
  const stamped = await must(right.stamp, "stamp")(changed, contact.id, call);
  await must(right.updateMany, "updateMany")([{ record: stamped, changes: [text("phone", "+12025550143", "+12025550144")] }], call);
  await right.candidates({ counterpartId: contact.id, email: null, phone: null }, call);
  await right.candidates({ ...nothing, phone: "+12025550144" }, call);
  return stamped;
}

async function readAll(port: RecordsPort): Promise<void> {
  let after: string | null = null;
  do after = (await port.list({ after, since: null }, call)).next;
  while (after !== null);
  await port.list({ after: null, since: "2026-01-01T00:00:00.000Z" }, call);
}

const text = (field: string, before: string | null, value: string | null): FieldChange => ({ field, kind: "text", before, value });
const set = (
  field: string,
  before: readonly string[],
  value: readonly string[],
  elements: { readonly add: readonly string[]; readonly remove: readonly string[] },
): FieldChange => ({ field, kind: "set", before, value, ...elements });
