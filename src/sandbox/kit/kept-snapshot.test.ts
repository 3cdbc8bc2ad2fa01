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

it("a reset of HighLevel forgets what was kept in the shape of its document", () => {
  const { control } = createHighLevelSandbox({ seed: 1 });
  const before = control.snapshot();
  control.reset();
  expect(control.snapshot().kept).toEqual(before.kept);
});
