import { describe, expect, it } from "vitest";
import { caller, stopped, type Answered } from "../testing.ts";

const path = "/v1/incident_attachments";
const url = "https://crm.example.com/i/INC-1";
const link = { resource_type: "arbitrary_url", url, title: "Affected contacts", emoji: "telephone_receiver" };

function open(): ReturnType<typeof stopped> & { readonly incidentId: string; attach(resource: object, more?: object): Promise<Answered> } {
  const kit = stopped({ sampleIncidents: 0 });
  const incidentId = kit.sandbox.control.addIncident("Invoices sent twice");
  const attach = (resource: object, more: object = {}): Promise<Answered> => kit.call("POST", path, { incident_id: incidentId, resource, ...more });
  return { ...kit, incidentId, attach };
}

describe("an attachment", () => {
  it("is a link with a title, found by its incident and by its resource, until it is taken away", async () => {
    const { call, incidentId, attach } = open();
    const made = await attach(link);
    expect(made).toMatchObject({ status: 201, body: { incident_attachment: { incident_id: incidentId } } });
    const { incident_attachment } = made.body;
    expect(incident_attachment.resource).toEqual({
      resource_type: "arbitrary_url",
      external_id: expect.any(String),
      permalink: url,
      title: "Affected contacts",
    });
    const byResource = `resource_type=arbitrary_url&external_id=${incident_attachment.resource.external_id}`;
    for (const query of [`incident_id=${incidentId}`, byResource])
      expect((await call("GET", `${path}?${query}`)).body).toEqual({ incident_attachments: [incident_attachment] });
    expect((await call("DELETE", `${path}/${incident_attachment.id}`)).status).toBe(204);
    expect((await call("DELETE", `${path}/${incident_attachment.id}`)).status).toBe(404);
    expect((await call("GET", `${path}?incident_id=${incidentId}`)).body).toEqual({ incident_attachments: [] });
  });

  it("is made twice by two equal calls, and cannot be changed", async () => {
    const { sandbox, call, incidentId, attach } = open();
    const { id } = (await attach(link)).body.incident_attachment;
    await attach(link);
    expect(sandbox.control.attachments(incidentId)).toHaveLength(2);
    for (const method of ["PUT", "PATCH", "GET"]) expect((await call(method, `${path}/${id}`)).status).toBe(404);
  });

  it("is called by its address when it has no title", async () => {
    const { attach } = open();
    const { title: _none, ...untitled } = link;
    expect((await attach(untitled)).body.incident_attachment.resource.title).toBe(url);
  });

  it.each([
    ["a link without a URL", { resource_type: "arbitrary_url" }, "resource"],
    ["a link by id", { resource_type: "arbitrary_url", external_id: "1" }, "resource.url"],
    ["both a URL and an id", { ...link, external_id: "1" }, "resource"],
    ["an address that is none", { ...link, url: "crm" }, "resource.url"],
    ["an emoji in colons", { ...link, emoji: ":fire:" }, "resource.emoji"],
    ["an unknown type", { ...link, resource_type: "highlevel_contact" }, "resource.resource_type"],
    ["a title for what is no link", { resource_type: "jira_issue", external_id: "1", title: "x" }, "resource.title"],
    ["a type whose integration is not there", { resource_type: "jira_issue", external_id: "1" }, "resource.resource_type"],
  ])("is refused as %s", async (_name, resource, field) => {
    const { sandbox, attach } = open();
    expect(await attach(resource)).toMatchObject({ status: 422, body: { errors: [{ source: { field } }] } });
    expect(sandbox.control.attachments()).toEqual([]);
  });

  it("of another system works once its integration is installed", async () => {
    const { sandbox, attach } = open();
    sandbox.control.setQuirks({ installedIntegrations: ["jira_issue"] });
    const { resource } = (await attach({ resource_type: "jira_issue", external_id: "OPS-1" })).body.incident_attachment;
    expect(resource).toMatchObject({ resource_type: "jira_issue", external_id: "OPS-1", permalink: "https://jira-issue.example.com/OPS-1" });
  });

  it("P1 of a private incident is hidden from keys without global access", async () => {
    const { sandbox, call, attach } = open();
    const secret = sandbox.control.addIncident("Secret", [], "private");
    const id = sandbox.control.attachLink(secret, url);
    const [{ resource } = { resource: {} }] = sandbox.control.attachments(secret);
    const external = String((resource as Readonly<Record<string, unknown>>)["external_id"]);
    expect((await call("GET", `${path}?incident_id=${secret}`)).status).toBe(404);
    expect((await call("GET", `${path}?resource_type=arbitrary_url&external_id=${external}`)).body.incident_attachments).toEqual([]);
    expect((await call("DELETE", `${path}/${id}`)).status).toBe(404);
    expect((await attach(link, { incident_id: secret })).status).toBe(422);
    const all = caller(sandbox, sandbox.control.addKey(["viewer", "global_access"]));
    expect((await all("GET", `${path}?incident_id=${secret}`)).body.incident_attachments).toHaveLength(1);
  });

  it("asks the list for an incident or a whole resource, and an editor for writes", async () => {
    const { sandbox, call, incidentId } = open();
    for (const query of ["", "?external_id=1", "?resource_type=arbitrary_url"]) expect((await call("GET", path + query)).status).toBe(422);
    const viewer = caller(sandbox, sandbox.control.addKey(["viewer"]));
    expect((await viewer("POST", path, { incident_id: incidentId, resource: link })).status).toBe(403);
  });

  it("comes back with a snapshot", async () => {
    const { sandbox, incidentId, attach } = open();
    await attach(link);
    const before = sandbox.control.attachments(incidentId);
    const snapshot = JSON.parse(JSON.stringify(sandbox.control.snapshot())) as ReturnType<typeof sandbox.control.snapshot>;
    sandbox.control.detach(String(before[0]?.["id"]));
    expect(sandbox.control.attachments()).toEqual([]);
    sandbox.control.restore(snapshot);
    expect(sandbox.control.attachments(incidentId)).toEqual(before);
  });
});
