import { expect, it } from "vitest";
import { createHighLevelSandbox } from "../highlevel/start-highlevel-sandbox.ts";
import { createIncidentSandbox } from "../incidentio/start-incident-sandbox.ts";

const json = { "content-type": "application/json" };

it("a snapshot of incident.io holds what is kept in the shape of its document", async () => {
  const { app, control, apiKey } = createIncidentSandbox({ seed: 1 });
  const ask = (method: string, path: string, body: object | null = null) =>
    app.handle({
      method,
      path,
      query: new URLSearchParams(),
      headers: { ...json, authorization: `Bearer ${apiKey}` },
      body: Buffer.from(body === null ? "" : JSON.stringify(body)),
    });
  const window = {
    name: "Upgrade",
    start_at: "2026-12-01T01:00:00Z",
    end_at: "2026-12-01T03:00:00Z",
    lead: { id: "u1" },
    show_in_sidebar: true,
    resolve_on_end: false,
    reroute_on_end: false,
    escalation_targets: [],
    notify_channels: [],
    alert_condition_groups: [],
    idempotency_key: "k1",
  };
  const made = await ask("POST", "/v1/maintenance_windows", window);
  expect(made.status).toBeLessThan(300);
  const { id } = (made.body as { readonly maintenance_window: { readonly id: string } }).maintenance_window;
  const saved = JSON.parse(JSON.stringify(control.snapshot())) as ReturnType<typeof control.snapshot>;
  expect((await ask("DELETE", `/v1/maintenance_windows/${id}`)).status).toBeLessThan(300);
  expect((await ask("GET", `/v1/maintenance_windows/${id}`)).status).toBe(404);
  control.restore(saved);
  expect((await ask("GET", `/v1/maintenance_windows/${id}`)).status).toBe(200);
});

it("a snapshot of HighLevel holds what is kept in the shape of its document, and a reset forgets it", async () => {
  const { app, control, token, locationId } = createHighLevelSandbox({ seed: 1 });
  const path = `/locations/${locationId}/customValues`;
  const ask = (method: string, body: object | null = null) =>
    app.handle({
      method,
      path,
      query: new URLSearchParams(),
      headers: { ...json, version: "2021-07-28", authorization: `Bearer ${token}` },
      body: Buffer.from(body === null ? "" : JSON.stringify(body)),
    });
  const names = async (): Promise<string> => JSON.stringify((await ask("GET")).body);
  expect((await ask("POST", { name: "Slogan", value: "Kept" })).status).toBeLessThan(300);
  const saved = JSON.parse(JSON.stringify(control.snapshot())) as ReturnType<typeof control.snapshot>;
  expect(await names()).toContain("Slogan");
  control.reset();
  expect(await names()).not.toContain("Slogan");
  control.restore(saved);
  expect(await names()).toContain("Slogan");
});
