import { describe, expect, it } from "vitest";
import { addContact, stopped, type Stopped } from "./testing.ts";

const over = (kit: Stopped, name: string, args?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  kit.sandbox.app.handle({
    method: "POST",
    path: `/__sandbox/${name}`,
    query: new URLSearchParams(),
    headers,
    body: Buffer.from(args === undefined ? "" : JSON.stringify(args)),
  });

describe("control over HTTP", () => {
  it("lists its names, takes arguments as an array and gives the result", async () => {
    const kit = stopped();
    expect((await over(kit, "help")).body).toMatchObject({ result: expect.arrayContaining(["createContact", "setFaults", "snapshot"]) });
    const made = (await over(kit, "createContact", [{ firstName: "Ada" }])).body as { readonly result: string };
    expect(kit.sandbox.control.contacts()).toMatchObject([{ id: made.result, firstName: "Ada" }]);
    await over(kit, "addTag", [made.result, "VIP"]);
    await over(kit, "addTag", [made.result, "beta"]);
    await over(kit, "removeTag", [made.result, "vip"]);
    expect(kit.sandbox.control.contacts()).toMatchObject([{ tags: ["beta"] }]);
  });

  it("refuses what it does not know, what fails, and whoever comes from a web page", async () => {
    const kit = stopped();
    for (const name of ["nothing", "random", "constructor", "__proto__"]) expect((await over(kit, name)).status).toBe(404);
    expect((await over(kit, "deleteContact", ["nobody"])).status).toBe(400);
    expect((await over(kit, "deleteContact", { id: "nobody" })).status).toBe(400);
    expect((await over(kit, "setQuirks", [{ moonPhase: 1 }])).body).toMatchObject({ message: expect.stringContaining("moonPhase") });
    expect((await over(kit, "createContact", [{ firstName: "Eve" }], { origin: "https://evil.example.com" })).status).toBe(403);
    expect(kit.sandbox.control.contacts()).toEqual([]);
  });

  it("is not counted as a call", async () => {
    const kit = stopped();
    await over(kit, "contacts");
    expect(kit.sandbox.control.counters().calls).toBe(0);
  });
});

describe("counters", () => {
  it("tell calls by operation, writes that were reached and faults that struck", async () => {
    const kit = stopped();
    const { control } = kit.sandbox;
    const { id } = await addContact(kit);
    control.setFaults([{ fault: { kind: "500-before" }, match: { operation: "PUT /contacts/{contactId}" }, times: 1 }]);
    for (let tries = 0; tries < 2; tries += 1) await kit.call(`PUT /contacts/${String(id)}`, { city: "x" });
    await kit.call("POST /contacts/search", { locationId: kit.sandbox.locationId, pageLimit: 1 });
    await kit.call("GET /nothing", undefined, { token: null });
    expect(control.counters()).toEqual({
      calls: 5,
      writes: 2,
      limitViolations: 0,
      byOperation: { "POST /contacts/": 1, "PUT /contacts/{contactId}": 2, "POST /contacts/search": 1, other: 1 },
    });
    expect(control.faultsInjected()).toEqual({ "500-before": 1 });
    control.resetCounters();
    expect([control.counters().calls, control.faultsInjected()]).toEqual([0, {}]);
  });
});

describe("faults", () => {
  const put = async (kit: Stopped): Promise<{ readonly status: number; readonly broken: string | undefined; readonly city: unknown }> => {
    const id = String(kit.sandbox.control.contacts()[0]?.["id"]);
    const { status, broken } = await kit.call(`PUT /contacts/${id}`, { city: "new" });
    return { status, broken, city: kit.sandbox.control.contacts()[0]?.["city"] };
  };

  it.each([
    [{ kind: "refuse" }, { status: 0, broken: "refused", city: "old" }],
    [{ kind: "timeout-before" }, { status: 0, broken: "no-answer", city: "old" }],
    [{ kind: "timeout-after" }, { status: 0, broken: "no-answer", city: "new" }],
    [{ kind: "500-before" }, { status: 500, city: "old" }],
    [{ kind: "500-after" }, { status: 500, city: "new" }],
    [{ kind: "401" }, { status: 401, city: "old" }],
    [{ kind: "403" }, { status: 403, city: "old" }],
    [{ kind: "cut-json" }, { status: 200, broken: "cut", city: "new" }],
    [{ kind: "html-200" }, { status: 200, city: "new" }],
    [{ kind: "html-502" }, { status: 502, city: "old" }],
    [
      { kind: "answer", status: 422, message: "no", commits: true },
      { status: 422, city: "new" },
    ],
    [
      { kind: "answer", status: 401, message: "Command timed out", commits: false },
      { status: 401, city: "old" },
    ],
    [
      { kind: "429", retryAfter: "-1" },
      { status: 429, city: "old" },
    ],
  ] as const)("%j does %j", async (fault, expected) => {
    const kit = stopped();
    kit.sandbox.control.createContact({ firstName: "Ada", city: "old" });
    kit.sandbox.control.setFaults([{ fault }]);
    expect(await put(kit)).toMatchObject(expected);
  });
});

describe("snapshots", () => {
  it("survive JSON and bring back data, credentials, quirks and the order of chance", async () => {
    const kit = stopped({ sampleContacts: 20 });
    const { control } = kit.sandbox;
    control.setQuirks({ clearByNull: false });
    const saved = JSON.parse(JSON.stringify(control.snapshot())) as ReturnType<typeof control.snapshot>;
    const truth = control.contacts();
    const firstNext = control.createContact({ firstName: "Next", email: "next@example.com" });
    control.deleteContact(String(truth[0]?.["id"]));
    control.revokeToken(kit.sandbox.token);
    control.setQuirks({ clearByNull: true });
    control.restore(saved);
    expect([control.contacts(), control.quirks().clearByNull]).toEqual([truth, false]);
    expect((await kit.call(`GET /contacts/${String(truth[0]?.["id"])}`)).status).toBe(200);
    expect(control.createContact({ firstName: "Next", email: "next@example.com" })).toBe(firstNext);
    const found = await kit.call(
      `GET /contacts/search/duplicate?locationId=${kit.sandbox.locationId}&email=${encodeURIComponent(String(truth[3]?.["email"]))}`,
    );
    expect(found.body.contact.id).toBe(truth[3]?.["id"]);
  });

  it("are not changed by what happens after them", () => {
    const { control } = stopped({ sampleContacts: 2 }).sandbox;
    const saved = control.snapshot();
    const before = JSON.stringify(saved);
    for (const { id } of control.contacts()) control.editContact(String(id), { firstName: "Changed", tags: ["x"] });
    expect(JSON.stringify(saved)).toBe(before);
  });
});

describe("reset", () => {
  it("brings back the first state: people, token, quirks, limits, no faults", async () => {
    const kit = stopped({ sampleContacts: 10, limits: "trial" });
    const { control } = kit.sandbox;
    const people = (): unknown => control.contacts().map(({ dateAdded: _added, dateUpdated: _updated, ...rest }) => rest);
    const first = people();
    control.deleteContact(String(control.contacts()[0]?.["id"]));
    control.addSampleContacts(5);
    control.setQuirks({ createStatus: 200 });
    control.setFaults([{ fault: { kind: "500-before" } }]);
    control.setLimits(null);
    control.revokeToken(kit.sandbox.token);
    control.reset();
    expect([people(), control.quirks().createStatus]).toEqual([first, 201]);
    const answer = await kit.call(`GET /locations/${kit.sandbox.locationId}`);
    expect([answer.status, answer.headers["x-ratelimit-max"]]).toEqual([200, "25"]);
  });
});

describe("a seed", () => {
  it("run twice gives the same sandbox", async () => {
    const run = async (): Promise<string> => {
      const kit = stopped({ seed: 42, sampleContacts: 50 });
      await addContact(kit, { firstName: "Ada" });
      return JSON.stringify([kit.sandbox.control.contacts(), kit.sandbox.token, kit.events.map(({ raw, headers }) => [raw, headers])]);
    };
    expect(await run()).toBe(await run());
  });
});
