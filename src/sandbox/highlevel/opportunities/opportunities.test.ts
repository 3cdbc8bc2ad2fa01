import { describe, expect, it } from "vitest";
import { addContact, breathe, stopped, type Json, type Stopped } from "../testing.ts";

interface Dealt {
  readonly kit: Stopped;
  readonly contactId: string;
  readonly deal: Json;
  readonly at: string;
}
const pipelineOf = ({ sandbox }: Stopped) => sandbox.control.pipelines()[0] as Json;

async function dealt(fields: object = {}, kit: Stopped = stopped()): Promise<Dealt> {
  const { id: contactId } = await addContact(kit, { firstName: "Ada", email: `ada.${String(kit.sandbox.control.contacts().length)}@example.com` });
  const body = { pipelineId: pipelineOf(kit).id, locationId: kit.sandbox.locationId, name: "Renewal", status: "open", contactId, ...fields };
  const { body: made } = await kit.call("POST /opportunities/", body);
  return { kit, contactId, deal: made.opportunity, at: `/opportunities/${String(made.opportunity?.id)}` };
}
const types = ({ events }: Stopped): string[] => events.map(({ type }) => type).filter((type) => type.startsWith("Opportunity"));

describe("an opportunity", () => {
  it.each(["2021-07-28", "v3"])("is made, read, changed, won and deleted under %s", async (version) => {
    const { kit, deal, at, contactId } = await dealt({ monetaryValue: 500 });
    const call: Stopped["call"] = (operation, body) => kit.call(operation, body, { version });
    const [first, second] = pipelineOf(kit).stages;
    expect(deal).toMatchObject({
      name: "Renewal",
      status: "open",
      monetaryValue: 500,
      pipelineStageId: first.id,
      contactId,
      contact: { name: "Ada" },
    });
    expect((await call(`GET ${at}`)).body.opportunity).toEqual(deal);
    const changed = (await call(`PUT ${at}`, { pipelineStageId: second.id, monetaryValue: 700 })).body.opportunity;
    expect(changed).toMatchObject({ pipelineStageId: second.id, monetaryValue: 700, name: "Renewal" });
    expect((await call(`PUT ${at}/status`, { status: "won" })).body).toMatchObject(version === "v3" ? { success: true } : { succeded: true });
    expect((await call(`GET ${at}`)).body.opportunity.status).toBe("won");
    expect((await call(`DELETE ${at}`)).status).toBe(200);
    expect((await call(`GET ${at}`)).status).toBe(400);
    expect(kit.sandbox.control.opportunities()).toEqual([]);
  });

  it.each([
    [{ name: undefined }, 422, ["name must be a string"]],
    [{ status: "all" }, 422, ["status must be a valid enum value"]],
    [{ monetaryValue: "500" }, 422, ["monetaryValue must be a number"]],
    [{ notes: "x" }, 422, ["property notes should not exist"]],
    [{ pipelineId: "nothing" }, 400, "Pipeline with id nothing not found"],
    [{ pipelineStageId: "nothing" }, 400, "The pipeline stage is not of this pipeline"],
    [{ contactId: "nobody" }, 400, "Contact not found for id:nobody"],
    [{ locationId: "elsewhere" }, 403, "The token does not have access to this location."],
  ])("is refused for %j with %i", async (fields, status, message) => {
    const kit = stopped();
    const { id: contactId } = await addContact(kit);
    const body = { pipelineId: pipelineOf(kit).id, locationId: kit.sandbox.locationId, name: "x", status: "open", contactId, ...fields };
    const answer = await kit.call("POST /opportunities/", JSON.parse(JSON.stringify(body)));
    expect([answer.status, answer.body.message]).toEqual([status, message]);
    expect(kit.sandbox.control.opportunities()).toEqual([]);
  });

  it("tells each change twice: by its general event and by that of what changed", async () => {
    const { kit, at, deal } = await dealt();
    const [, second] = pipelineOf(kit).stages;
    await kit.call(`PUT ${at}`, { monetaryValue: 7, pipelineStageId: second.id });
    await kit.call(`PUT ${at}/status`, { status: "lost" });
    kit.sandbox.control.editOpportunity(deal.id, { assignedTo: "usr00SandboxHighwire" });
    kit.sandbox.control.editOpportunity(deal.id, { name: "Other" });
    await kit.call(`DELETE ${at}`);
    await breathe();
    expect(types(kit)).toEqual(
      [
        ["OpportunityCreate", "OpportunityUpdate"],
        ["OpportunityStageUpdate", "OpportunityMonetaryValueUpdate", "OpportunityUpdate"],
        ["OpportunityStatusUpdate", "OpportunityUpdate"],
        ["OpportunityAssignedToUpdate", "OpportunityUpdate"],
        ["OpportunityUpdate"],
        ["OpportunityDelete", "OpportunityUpdate"],
      ].flat(),
    );
  });

  it("goes with its contact and moves in a merge, and comes back with a snapshot", async () => {
    const { kit, contactId, deal } = await dealt();
    const { control } = kit.sandbox;
    const kept = control.createContact({ firstName: "Kept" });
    control.mergeContacts(kept, contactId);
    expect(control.opportunities()).toMatchObject([{ id: deal.id, contactId: kept }]);
    const [saved, truth] = [JSON.stringify(control.snapshot()), [control.opportunities(), control.pipelines()]];
    control.deleteContact(kept);
    expect(control.opportunities()).toEqual([]);
    control.restore(JSON.parse(saved));
    expect([control.opportunities(), control.pipelines()]).toEqual(truth);
  });
});

describe("the searches of opportunities", () => {
  it("filter, spelled in snake case or under v3 in camel case, and page by cursor through each once", async () => {
    const { kit, contactId } = await dealt({ name: "First" });
    const { control, locationId } = kit.sandbox;
    for (let number = 0; number < 24; number += 1)
      control.createOpportunity(contactId, { name: `Deal ${String(number)}`, status: number % 2 === 0 ? "won" : "open" });
    const list = async (query: string, version = "2021-07-28"): Promise<Json> =>
      (await kit.call(`GET /opportunities/search?${query}`, undefined, { version })).body;
    expect((await list(`location_id=${locationId}&status=won&contact_id=${contactId}`)).meta.total).toBe(12);
    expect((await list(`locationId=${locationId}&status=all&contactId=${contactId}`, "v3")).meta.total).toBe(25);
    expect((await list(`location_id=${locationId}&q=first`)).opportunities).toMatchObject([{ name: "First" }]);
    const first = await list(`location_id=${locationId}&limit=20`);
    const { startAfter, startAfterId } = first.meta;
    const second = await list(`location_id=${locationId}&limit=20&startAfter=${String(startAfter)}&startAfterId=${String(startAfterId)}`);
    const ids = [...first.opportunities, ...second.opportunities].map(({ id }: Json) => id);
    expect([ids.length, new Set(ids).size, second.opportunities.length]).toEqual([25, 25, 5]);
    const search = async (body: object): Promise<Json> => kit.call("POST /opportunities/search", { locationId, ...body });
    const one = await search({ query: "", limit: 20 });
    const two = await search({ query: "", limit: 20, searchAfter: one.body.opportunities.at(-1).sort });
    expect([one.status, one.body.total, two.body.opportunities.length]).toEqual([201, 25, 5]);
    expect((await kit.call(`GET /opportunities/search?location_id=${locationId}&limit=101`)).status).toBe(400);
    expect([(await kit.call("GET /opportunities/search")).status, (await kit.call("POST /opportunities/search", {})).status]).toEqual([422, 422]);
  });

  it("answer the pipelines with their stages, and need their scope", async () => {
    const kit = stopped();
    const { body } = await kit.call(`GET /opportunities/pipelines?locationId=${kit.sandbox.locationId}`);
    expect(body.pipelines[0].stages.map(({ position }: Json) => position)).toEqual([0, 1, 2]);
    const token = kit.sandbox.control.addToken({ scopes: ["contacts.readonly"] });
    expect((await kit.call(`GET /opportunities/pipelines?locationId=${kit.sandbox.locationId}`, undefined, { token })).status).toBe(401);
  });
});

describe("sample opportunities and businesses", () => {
  it("come with sample records: all statuses, some stages, several contacts in each business", () => {
    const { control } = stopped({ sampleContacts: 30, sampleRecords: 60 }).sandbox;
    const deals = control.opportunities();
    expect([
      deals.length,
      new Set(deals.map(({ status }) => status)).size,
      new Set(deals.map(({ pipelineStageId }) => pipelineStageId)).size,
    ]).toEqual([60, 4, 3]);
    const businesses = new Set(control.businesses().map(({ id }) => id));
    expect(businesses.size).toBe(6);
    expect(control.contacts().filter(({ businessId }) => businesses.has(businessId)).length).toBeGreaterThan(15);
  });
});
