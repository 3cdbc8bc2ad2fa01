import { setImmediate as turn } from "node:timers/promises";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { addEntry, contactType, START_MS, stopped } from "./testing.ts";

interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function listening(status: () => number = () => 200): ReturnType<typeof stopped> & { readonly got: Delivery[] } {
  const got: Delivery[] = [];
  const deliver = async (headers: Delivery["headers"], body: string): Promise<number> => (got.push({ headers, body }), status());
  return { ...stopped({ sampleIncidents: 0, webhook: { deliver } }), got };
}

const typesOf = (got: readonly Delivery[]): readonly string[] => got.map(({ body }) => String(JSON.parse(body).event_type));
/** Deliveries go on by themselves; a few turns of the event loop let them. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 5; turns += 1) await turn();
}

describe("events", () => {
  it("carry the payload under their own name, and name the affected contacts but no author", async () => {
    const { sandbox, call, got } = listening();
    const { id } = await addEntry(call, await contactType(call), { name: "Ada", external_id: "loc:1", aliases: ["ada@example.com"] });
    const incidentId = sandbox.control.addIncident("Slow", [id]);
    await settle();
    const event = JSON.parse(got[0]?.body ?? "");
    expect(Object.keys(event)).toEqual(["event_type", "public_incident.incident_created_v2"]);
    const payload = event["public_incident.incident_created_v2"];
    expect(payload).toEqual((await call("GET", `/v2/incidents/${incidentId}`)).body.incident);
    const named = payload.custom_field_entries.flatMap((entry: { values: readonly unknown[] }) => entry.values);
    expect(named).toEqual([{ value_catalog_entry: { id, name: "Ada", external_id: "loc:1", aliases: ["ada@example.com"] } }]);
  });

  it("an edit makes an update event, and a change of status a second one with both statuses", async () => {
    const { sandbox, got } = listening();
    const id = sandbox.control.addIncident("Slow");
    sandbox.control.editIncident(id, "Slower");
    sandbox.control.editIncident(id, { status: "Fixing" });
    await settle();
    expect(typesOf(got)).toEqual(
      ["incident_created_v2", "incident_updated_v2", "incident_updated_v2", "incident_status_updated_v2"].map((name) => `public_incident.${name}`),
    );
    expect(JSON.parse(got[3]?.body ?? "")["public_incident.incident_status_updated_v2"]).toMatchObject({
      incident: { id },
      previous_status: { name: "Investigating" },
      new_status: { name: "Fixing" },
    });
  });

  it("writes of our own key make events too, and a repeated create makes none", async () => {
    const { call, got } = listening();
    const create = { idempotency_key: "one", visibility: "public", name: "Slow" };
    const { id } = (await call("POST", "/v2/incidents", create)).body.incident;
    await call("POST", "/v2/incidents", create);
    await call("POST", `/v2/incidents/${id}/actions/edit`, { incident: { name: "X" }, notify_incident_channel: false });
    await settle();
    expect(typesOf(got)).toEqual(["public_incident.incident_created_v2", "public_incident.incident_updated_v2"]);
  });

  it("P1 events of private incidents tell the id and nothing else, and none tells the status", async () => {
    const { sandbox, got } = listening();
    const id = sandbox.control.addIncident("Secret", [], "private");
    sandbox.control.editIncident(id, { status: "Fixing" });
    await settle();
    expect(got.map(({ body }) => JSON.parse(body))).toEqual([
      { event_type: "private_incident.incident_created_v2", "private_incident.incident_created_v2": { id } },
      { event_type: "private_incident.incident_updated_v2", "private_incident.incident_updated_v2": { id } },
    ]);
  });

  it("are signed as the official library of Standard Webhooks expects, over the very bytes", async () => {
    const got: Delivery[] = [];
    const { sandbox } = stopped({
      clock: { now: () => Date.now(), sleep: () => new Promise(() => {}) },
      webhook: { deliver: async (headers, body) => (got.push({ headers, body }), 200) },
    });
    sandbox.control.addIncident("Überlast – 🚨");
    await settle();
    const [{ headers, body } = { headers: {}, body: "" }] = got;
    expect(sandbox.webhookSecret).toMatch(/^whsec_[A-Za-z0-9+/]+=*$/u);
    expect(new Webhook(sandbox.webhookSecret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(sandbox.webhookSecret).verify(body.replace("Ü", "U"), headers)).toThrow(WebhookVerificationError);
    expect(() => new Webhook(sandbox.control.rotateWebhookSecret()).verify(body, headers)).toThrow(WebhookVerificationError);
  });

  it("a failed delivery is tried again with the same id and a new timestamp, for less than 24 hours", async () => {
    const { sandbox, got } = listening(() => 500);
    sandbox.control.addIncident("Slow");
    await settle();
    for (let hours = 0; hours < 48; hours += 0.25) {
      sandbox.control.advance(900_000);
      await settle();
    }
    expect(new Set(got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    const times = got.map(({ headers }) => Number(headers["webhook-timestamp"]));
    expect(times).toEqual([...new Set(times)]);
    expect(got.length).toBeGreaterThan(5);
    expect(Number(times.at(-1)) - START_MS / 1_000).toBeLessThanOrEqual(25 * 3_600);
    expect(sandbox.control.deliveries()).toMatchObject({ sent: 1, delivered: 0, gaveUp: 1 });
    expect(sandbox.control.webhooksUnderway()).toBe(0);
  });

  it("an endpoint that fails for five days is switched off until a person switches it on", async () => {
    let status = 500;
    const { sandbox, got } = listening(() => status);
    for (let day = 0; day < 7; day += 1) {
      sandbox.control.addIncident(`Day ${String(day)}`);
      await settle();
      sandbox.control.advance(86_400_000);
      await settle();
    }
    expect(sandbox.control.webhooksDisabled()).toBe(true);
    const before = got.length;
    status = 200;
    sandbox.control.addIncident("Unheard");
    await settle();
    expect(got).toHaveLength(before);
    sandbox.control.enableWebhooks();
    sandbox.control.addIncident("Heard");
    await settle();
    expect(got.slice(before).some(({ body }) => body.includes("Heard"))).toBe(true);
  });

  it("one success keeps a shaky endpoint on", async () => {
    let status = 500;
    const { sandbox } = listening(() => status);
    for (let day = 0; day < 8; day += 1) {
      status = day === 3 ? 200 : 500;
      sandbox.control.addIncident(`Day ${String(day)}`);
      await settle();
      sandbox.control.advance(86_400_000);
      await settle();
    }
    expect(sandbox.control.webhooksDisabled()).toBe(false);
  });

  it("are dropped, doubled and delayed as asked", async () => {
    const { sandbox, got } = listening();
    sandbox.control.setDeliveryFaults({ drop: 1, duplicate: 0, reorder: 0, maxDelayMs: 0 });
    sandbox.control.addIncident("Dropped");
    sandbox.control.setDeliveryFaults({ drop: 0, duplicate: 1, reorder: 1, maxDelayMs: 60_000 });
    sandbox.control.addIncident("Doubled");
    await settle();
    expect(got).toHaveLength(0);
    sandbox.control.advance(60_000);
    await settle();
    expect(got.map(({ headers }) => headers["webhook-id"])).toEqual([got[0]?.headers["webhook-id"], got[0]?.headers["webhook-id"]]);
    expect(sandbox.control.deliveries()).toMatchObject({ sent: 2, dropped: 1, duplicated: 1 });
  });
});
