import { describe, expect, it } from "vitest";
import { addContact, stopped, type Json } from "../testing.ts";

describe("workflows and campaigns", () => {
  it("are listed by location, campaigns by status as well, each with its scope", async () => {
    const { sandbox, call } = stopped();
    const { locationId, control } = sandbox;
    const { workflows } = (await call(`GET /workflows/?locationId=${locationId}`)).body;
    expect(workflows.map(({ id, status }: Json) => [/^[0-9a-f-]{36}$/u.test(id), status])).toEqual([
      [true, "published"],
      [true, "draft"],
    ]);
    const names = async (query: string): Promise<string[]> =>
      (await call(`GET /campaigns/?locationId=${locationId}${query}`)).body.campaigns.map(({ name }: Json) => name);
    expect([(await names("")).length, (await names("&status=draft")).length]).toEqual([1, 0]);
    const token = control.addToken({ scopes: ["contacts.write"] });
    for (const path of ["/workflows/", "/campaigns/"]) {
      expect((await call(`GET ${path}?locationId=${locationId}`, undefined, { token })).status).toBe(401);
      expect((await call(`GET ${path}`)).status).toBe(422);
      expect((await call(`GET ${path}?locationId=elsewhere`)).status).toBe(403);
    }
  });

  it("take a contact in once, let it go, and refuse what is not there", async () => {
    const kit = stopped();
    const { control, locationId } = kit.sandbox;
    const { id } = await addContact(kit);
    const [workflow] = (await kit.call(`GET /workflows/?locationId=${locationId}`)).body.workflows;
    const [campaign] = (await kit.call(`GET /campaigns/?locationId=${locationId}`)).body.campaigns;
    const inWorkflow = `/contacts/${String(id)}/workflow/${String(workflow.id)}`;
    const inCampaign = `/contacts/${String(id)}/campaigns/${String(campaign.id)}`;
    for (let twice = 0; twice < 2; twice += 1)
      expect(await kit.call(`POST ${inWorkflow}`, { eventStartTime: "2026-09-01T10:00:00+01:00" })).toMatchObject({
        status: 200,
        body: { succeded: true },
      });
    expect((await kit.call(`POST ${inCampaign}`, {})).status).toBe(201);
    expect(control.enrolments()).toEqual([
      { contactId: id, kind: "workflow", of: workflow.id },
      { contactId: id, kind: "campaign", of: campaign.id },
    ]);
    await kit.call(`DELETE ${inWorkflow}`, {});
    await kit.call(`DELETE ${inCampaign}`);
    expect(control.enrolments()).toEqual([]);
    expect((await kit.call(`POST /contacts/${String(id)}/workflow/nothing`, {})).body.message).toBe("Workflow with id nothing not found");
    expect((await kit.call(`POST /contacts/nobody/workflow/${String(workflow.id)}`, {})).status).toBe(400);
    expect((await kit.call(`POST ${inWorkflow}`, { eventStartTime: "soon" })).status).toBe(422);
  });

  it("let a contact go from all campaigns, under either version's name, and from nothing else; a snapshot brings it back", async () => {
    const kit = stopped();
    const { control, locationId } = kit.sandbox;
    const { id } = await addContact(kit);
    const [workflow] = (await kit.call(`GET /workflows/?locationId=${locationId}`)).body.workflows;
    const [campaign] = (await kit.call(`GET /campaigns/?locationId=${locationId}`)).body.campaigns;
    await kit.call(`POST /contacts/${String(id)}/workflow/${String(workflow.id)}`, {});
    await kit.call(`POST /contacts/${String(id)}/campaigns/${String(campaign.id)}`, {});
    const saved = control.snapshot();
    for (const [word, version, other] of [
      ["removeAll", "2021-07-28", "v3"],
      ["remove-all", "v3", "2021-07-28"],
    ] as const) {
      control.restore(saved);
      const path = `DELETE /contacts/${String(id)}/campaigns/${word}`;
      expect((await kit.call(path, undefined, { version: other })).status).toBe(other === "v3" ? 400 : 404);
      expect((await kit.call(path, undefined, { version })).status).toBe(200);
      expect(control.enrolments().map(({ kind }) => kind)).toEqual(["workflow"]);
    }
    control.deleteContact(id);
    expect(control.enrolments()).toEqual([]);
  });
});

describe("followers", () => {
  it("are added and taken away one by one, and shown in search", async () => {
    const kit = stopped();
    const { id } = await addContact(kit);
    const at = `/contacts/${String(id)}/followers`;
    const added = await kit.call(`POST ${at}`, { followers: ["a", "b", "a"] });
    expect([added.status, added.body.followers, added.body.followersAdded]).toEqual([201, ["a", "b"], ["a", "b"]]);
    const removed = await kit.call(`DELETE ${at}`, { followers: ["a", "c"] });
    expect([removed.status, removed.body.followers, removed.body.followersRemoved]).toEqual([200, ["b"], ["a"]]);
    const found = await kit.call("POST /contacts/search", { locationId: kit.sandbox.locationId, pageLimit: 1 });
    expect(found.body.contacts[0].followers).toEqual(["b"]);
    expect((await kit.call(`POST ${at}`, { followers: "a" })).status).toBe(422);
  });
});
