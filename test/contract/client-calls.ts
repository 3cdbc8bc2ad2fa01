import type { CallOptions } from "#core/ports/records-port.ts";
import { must } from "#lib/must.ts";
import { createHighLevelClient, type HighLevelClient } from "#vendors/highlevel/client.ts";
import { oauthCalls, type OAuthCalls } from "#vendors/highlevel/oauth.ts";
import { createIncidentClient, type IncidentClient } from "#vendors/incidentio/client.ts";
import type { Transport, VendorCall } from "#vendors/transport/transport.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const call: CallOptions = { priority: "person" };
type Calls<Client> = Readonly<Record<keyof Client, (client: Client) => Promise<unknown>>>;
type ResourceCalls<Client> = { readonly [Resource in keyof Client]: Calls<Client[Resource]> };

const app = { clientId: "app-1", clientSecret: "s" };
const company = { accessToken: "t", companyId: "c" };
const tokenCalls: Calls<OAuthCalls> = {
  exchange: (oauth) => oauth.exchange(app, { code: "c", redirectUri: "https://bridge.example.com/cb", verifier: null }),
  refresh: (oauth) => oauth.refresh(app, "r"),
  mint: (oauth) => oauth.mint(company, "l"),
  installed: (oauth) => oauth.installed(company, "app"),
};

/** One call of each method. A method that is added to a client does not compile until it stands here. */
const highlevelCalls: ResourceCalls<HighLevelClient> = {
  contacts: {
    read: (contacts) => contacts.read("c", call),
    search: (contacts) =>
      contacts.search({ pageLimit: 1, sort: { field: "dateUpdated", direction: "asc" }, updatedSince: null, searchAfter: null }, call),
    findDuplicate: (contacts) => contacts.findDuplicate({ email: "a@example.com" }, call),
    upsert: (contacts) => contacts.upsert({}, call),
    update: (contacts) => contacts.update("c", {}, call),
    remove: (contacts) => contacts.remove("c", call),
    addTags: (contacts) => contacts.addTags("c", [], call),
    removeTags: (contacts) => contacts.removeTags("c", [], call),
  },
  tasks: {
    list: (tasks) => tasks.list("c", call),
    read: (tasks) => tasks.read("c", "t", call),
    create: (tasks) => tasks.create("c", { title: "x", dueDate: "2026-01-01", completed: false }, call),
    update: (tasks) => tasks.update("c", "t", {}, call),
    setCompleted: (tasks) => tasks.setCompleted("c", "t", true, call),
    remove: (tasks) => tasks.remove("c", "t", call),
    search: (tasks) => tasks.search({ limit: 1, searchAfter: null }, call),
  },
  notes: {
    list: (notes) => notes.list("c", call),
    read: (notes) => notes.read("c", "n", call),
    create: (notes) => notes.create("c", { body: "x" }, call),
    update: (notes) => notes.update("c", "n", {}, call),
    remove: (notes) => notes.remove("c", "n", call),
  },
  appointments: {
    ofContact: (appointments) => appointments.ofContact("c", call),
    list: (appointments) => appointments.list({ of: { calendarId: "k" }, fromMs: 0, toMs: 1 }, call),
    read: (appointments) => appointments.read("a", call),
    create: (appointments) => appointments.create({ calendarId: "k", contactId: "c", startTime: "2026-01-01T00:00:00Z" }, call),
    update: (appointments) => appointments.update("a", {}, call),
    remove: (appointments) => appointments.remove("a", call),
  },
  appointmentNotes: {
    list: (notes) => notes.list("a", { limit: 1, offset: 0 }, call),
    create: (notes) => notes.create("a", { body: "x" }, call),
    update: (notes) => notes.update("a", "n", { body: "x" }, call),
    remove: (notes) => notes.remove("a", "n", call),
  },
  calendars: {
    list: (calendars) => calendars.list(call),
    read: (calendars) => calendars.read("k", call),
  },
  businesses: {
    list: (businesses) => businesses.list({ limit: 1, skip: 0 }, call),
    read: (businesses) => businesses.read("b", call),
    create: (businesses) => businesses.create({ name: "x" }, call),
    update: (businesses) => businesses.update("b", {}, call),
    remove: (businesses) => businesses.remove("b", call),
    contacts: (businesses) => businesses.contacts("b", { limit: 1, skip: 0 }, call),
    setContacts: (businesses) => businesses.setContacts([], null, call),
  },
  opportunities: {
    search: (opportunities) => opportunities.search({ limit: 1 }, call),
    read: (opportunities) => opportunities.read("o", call),
    create: (opportunities) => opportunities.create({ name: "x", pipelineId: "p", status: "open", contactId: "c" }, call),
    update: (opportunities) => opportunities.update("o", {}, call),
    setStatus: (opportunities) => opportunities.setStatus("o", "won", call),
    remove: (opportunities) => opportunities.remove("o", call),
    pipelines: (opportunities) => opportunities.pipelines(call),
  },
  enrolments: {
    workflows: (enrolments) => enrolments.workflows(call),
    campaigns: (enrolments) => enrolments.campaigns(call),
    addToWorkflow: (enrolments) => enrolments.addToWorkflow("c", "w", call),
    removeFromWorkflow: (enrolments) => enrolments.removeFromWorkflow("c", "w", call),
    addToCampaign: (enrolments) => enrolments.addToCampaign("c", "k", call),
    removeFromCampaign: (enrolments) => enrolments.removeFromCampaign("c", "k", call),
    removeFromAllCampaigns: (enrolments) => enrolments.removeFromAllCampaigns("c", call),
    addFollowers: (enrolments) => enrolments.addFollowers("c", [], call),
    removeFollowers: (enrolments) => enrolments.removeFollowers("c", [], call),
  },
  users: {
    list: (users) => users.list(call),
    read: (users) => users.read("u", call),
  },
  locations: {
    read: (locations) => locations.read(call),
    customFields: (locations) => locations.customFields(call),
  },
};

type Make = (of: unknown) => Promise<unknown>;

/** A call stands for itself, a group of calls for those of one resource. */
function makersOf(calls: Readonly<Record<string, unknown>>, client: object): readonly (() => Promise<unknown>)[] {
  return Object.entries(calls).flatMap(([name, made]) => {
    if (typeof made === "function") return [() => (made as Make)(client)];
    const resource = (client as Readonly<Record<string, unknown>>)[name];
    return Object.values(made as Readonly<Record<string, Make>>).map((make) => () => make(resource));
  });
}

type Resources<Client> = { readonly [Key in keyof Client as Client[Key] extends (...args: never[]) => unknown ? never : Key]: Client[Key] };
type IncidentResources = Resources<IncidentClient>;

const incidentCalls: Calls<Omit<IncidentClient, keyof IncidentResources>> & ResourceCalls<IncidentResources> = {
  identity: (client) => client.identity(call),
  listTypes: (client) => client.listTypes(call),
  showType: (client) => client.showType("t", call),
  createType: (client) => client.createType({}, call),
  deleteType: (client) => client.deleteType("t", call),
  updateSchema: (client) => client.updateSchema("t", 1, [], call),
  listEntries: (client) => client.listEntries({ typeId: "t", pageSize: 1 }, call),
  showEntry: (client) => client.showEntry("e", call),
  createEntry: (client) => client.createEntry({}, call),
  updateEntry: (client) => client.updateEntry("e", {}, call),
  bulkUpdate: (client) => client.bulkUpdate({}, call),
  deleteEntry: (client) => client.deleteEntry("e", call),
  incidents: {
    list: (incidents) => incidents.list({ pageSize: 1, after: null }, call),
    show: (incidents) => incidents.show("i", call),
    create: (incidents) => incidents.create({ idempotency_key: "k", visibility: "public" }, call),
    edit: (incidents) => incidents.edit("i", {}, call),
  },
  incidentUpdates: {
    list: (updates) => updates.list({ incidentId: "i", pageSize: 1, after: null }, call),
    create: (updates) => updates.create({ idempotency_key: "k", incident_id: "i", message: "x" }, call),
  },
  customFields: {
    list: (fields) => fields.list(call),
    show: (fields) => fields.show("f", call),
    create: (fields) => fields.create({ name: "x", description: "", field_type: "text" }, call),
    update: (fields) => fields.update("f", { name: "x", description: "" }, call),
    remove: (fields) => fields.remove("f", call),
    options: (fields) => fields.options("f", { pageSize: 1, after: null }, call),
    addOption: (fields) => fields.addOption("f", { value: "x", sort_key: 1 }, call),
    updateOption: (fields) => fields.updateOption("o", { value: "x", sort_key: 1 }, call),
    removeOption: (fields) => fields.removeOption("o", call),
  },
  settings: {
    statuses: (settings) => settings.statuses(call),
    severities: (settings) => settings.severities(call),
    incidentTypes: (settings) => settings.incidentTypes(call),
    roles: (settings) => settings.roles(call),
  },
  followUps: {
    list: (followUps) => followUps.list({ pageSize: 1, after: null }, call),
    show: (followUps) => followUps.show("f", call),
    create: (followUps) => followUps.create({ incident_id: "i", title: "x" }, call),
    update: (followUps) => followUps.update("f", { title: "x", status: "completed" }, call),
    remove: (followUps) => followUps.remove("f", call),
  },
  actions: {
    list: (actions) => actions.list({ pageSize: 1, after: null }, call),
    show: (actions) => actions.show("a", call),
    create: (actions) => actions.create({ incident_id: "i", description: "x" }, call),
    update: (actions) => actions.update("a", { description: "x", status: "completed" }, call),
    remove: (actions) => actions.remove("a", call),
  },
  timeline: {
    list: (timeline) => timeline.list({ incidentId: "i", pageSize: 1, after: null }, call),
    create: (timeline) => timeline.create({ idempotency_key: "k", incident_id: "i", timestamp: "2026-01-01T00:00:00Z", title: "x" }, call),
    update: (timeline) => timeline.update("t", {}, call),
  },
  attachments: {
    ofIncident: (attachments) => attachments.ofIncident("i", call),
    attachLink: (attachments) => attachments.attachLink("i", { url: "https://example.com", title: "x" }, call),
    remove: (attachments) => attachments.remove("a", call),
  },
  users: {
    list: (users) => users.list({ pageSize: 1, after: null }, call),
    findByEmail: (users) => users.findByEmail("a@example.com", call),
    show: (users) => users.show("u", call),
  },
  alerts: {
    list: (alerts) => alerts.list({ pageSize: 1, after: null }, call),
    show: (alerts) => alerts.show("a", call),
    resolve: (alerts) => alerts.resolve("a", call),
    attached: (alerts) => alerts.attached({ alertId: "a", pageSize: 1, after: null }, call),
    sendEvent: (alerts) => alerts.sendEvent({ id: "s", secret: "x" }, { deduplication_key: "k", title: "x", status: "firing" }, call),
  },
  alertNotes: {
    list: (notes) => notes.list({ alertId: "a", pageSize: 1, after: null }, call),
    show: (notes) => notes.show("n", call),
    create: (notes) => notes.create("a", "x", call),
    update: (notes) => notes.update("n", "x", call),
    remove: (notes) => notes.remove("n", call),
  },
  alertSetup: {
    attributes: (setup) => setup.attributes(call),
    createAttribute: (setup) => setup.createAttribute({ name: "x", type: "String", array: false }, call),
    sources: (setup) => setup.sources(call),
    source: (setup) => setup.source("s", call),
    createSource: (setup) => setup.createSource({ name: "x", fills: [], isPrivate: false }, call),
  },
};

/** A request that one of our clients can make. */
export interface PossibleCall {
  readonly vendor: VendorCall["vendor"];
  readonly method: string;
  readonly path: string;
}

/** Makes every call that our clients can make, one after the other, and says which were refused by whoever reads the answers. */
export async function callEverything(
  answer: (possible: PossibleCall) => unknown,
): Promise<readonly { readonly call: PossibleCall; readonly refusal: unknown }[]> {
  const seen: PossibleCall[] = [];
  const transport: Transport = {
    async send({ vendor, method, url }) {
      const possible = { vendor, method, path: new URL(url).pathname };
      seen.push(possible);
      return { status: 200, headers: {}, json: answer(possible) };
    },
  };
  const parts = { transport, baseUrl: "https://vendor.test" };
  const credential = { token: async () => "t", renew: async () => null };
  const highlevel = createHighLevelClient({ ...parts, locationId: "l", credential });
  const incident = createIncidentClient({ ...parts, apiKey: async () => "k", limitKey: "k", clock: new VirtualClock() });
  const calls = [
    ...makersOf(highlevelCalls, highlevel),
    ...makersOf(incidentCalls, incident),
    ...makersOf(tokenCalls, oauthCalls(transport, parts.baseUrl, call)),
  ];
  const outcomes: { call: PossibleCall; refusal: unknown }[] = [];
  for (const make of calls) {
    const refusal = await make().then(
      () => null,
      (error: unknown) => error,
    );
    outcomes.push({ call: must(seen.at(-1), "a request"), refusal });
  }
  must(seen.length === calls.length ? true : null, "one request for each call");
  return outcomes;
}

/** Every request that our clients can make, learned by making each; the empty answers do not matter here. */
export const possibleCalls = async (): Promise<readonly PossibleCall[]> => (await callEverything(() => null)).map((outcome) => outcome.call);
