import { describe, expect, it } from "vitest";
import type { CallOptions } from "#core/ports/records-port.ts";
import { systemClock } from "#lib/system-clock.ts";
import type { Transport, VendorCall } from "#vendors/transport/transport.ts";
import { createIncidentClient, type IncidentClient } from "./client.ts";

const call: CallOptions = { priority: "person" };

/** A client whose calls are kept; each gets the same answer. */
function kept(json: unknown): { readonly client: IncidentClient; readonly calls: readonly VendorCall[] } {
  const calls: VendorCall[] = [];
  const transport: Transport = { send: async (one) => (calls.push(one), { status: 200, headers: {}, json }) };
  const parts = { transport, baseUrl: "https://vendor.test", apiKey: async () => "key", limitKey: "k", clock: systemClock };
  return { client: createIncidentClient(parts), calls };
}

describe("a call to incident.io", () => {
  it("repeats lists in its query, leaves out what was not asked, and reads only", async () => {
    const { client, calls } = kept({ incidents: [] });
    const naming = { customFieldId: "f", ids: ["a&b", "c"] };
    expect(await client.incidents.list({ pageSize: 50, after: null, naming }, call)).toEqual({ rows: [], next: null });
    const [{ url, method, mutating } = { url: "", method: "", mutating: true }] = calls;
    expect([...new URL(url).searchParams]).toEqual([
      ["page_size", "50"],
      ["sort_by", "created_at_oldest_first"],
      ["custom_field[f][one_of]", "a&b"],
      ["custom_field[f][one_of]", "c"],
    ]);
    expect([method, mutating]).toEqual(["GET", false]);
  });

  it("puts ids into its path so that none can leave it", async () => {
    const { client, calls } = kept({ incident_timeline_item: { id: "t", incident_id: "i", title: "x", timestamp: "", updated_at: "" } });
    await client.timeline.update("../t?x=1", { title: "x" }, call);
    expect(calls).toMatchObject([{ url: "https://vendor.test/v2/incident_timeline_items/..%2Ft%3Fx%3D1", method: "PATCH", mutating: true }]);
  });

  it("does not tell the incident's channel of an edit unless asked", async () => {
    const { client, calls } = kept({});
    for (const more of [{}, { tellChannel: true }])
      await expect(client.incidents.edit("i", { name: "x" }, { ...call, ...more })).rejects.toMatchObject({ code: "HW_VENDOR_DRIFT" });
    expect(calls.map(({ body }) => body)).toEqual([
      { incident: { name: "x" }, notify_incident_channel: false },
      { incident: { name: "x" }, notify_incident_channel: true },
    ]);
  });

  it("goes with our key and counts against it, but an alert's event goes with its source's secret and counts apart", async () => {
    const { client, calls } = kept({ deduplication_key: "d", users: [] });
    await client.users.list({ pageSize: 1, after: null }, call);
    await client.alerts.sendEvent({ id: "s", secret: "source" }, { deduplication_key: "d", title: "x", status: "firing" }, call);
    expect(calls.map(({ headers, limitKey }) => [headers["authorization"], limitKey])).toEqual([
      ["Bearer key", "k"],
      ["Bearer source", "k:s"],
    ]);
  });

  it("I4 says that a write may have happened when its answer is not as we know it, and that a read did not", async () => {
    const { client } = kept({ follow_up: { id: 7 } });
    const draft = { incident_id: "i", title: "x" };
    await expect(client.followUps.create(draft, call)).rejects.toMatchObject({
      code: "HW_VENDOR_DRIFT",
      data: { vendor: "incident", operation: "follow-ups.create", detail: "unexpected answer at follow_up.id", mayHaveHappened: true },
    });
    await expect(client.followUps.show("f", call)).rejects.toMatchObject({ data: { mayHaveHappened: false } });
  });
});
