import type { Json } from "#core/workflow/expression.ts";
import { hasEnded, type WorkflowId } from "#core/workflow/run.ts";
import { fromTemplate, workflowTemplates, type WorkflowTemplate } from "#core/workflow/templates.ts";
import { createRunner } from "#engine/workflow/runner.ts";
import type { ShownRun } from "#engine/workflow/workflow-desk.ts";
import { must } from "#lib/must.ts";
import { openCatalog } from "#main/catalog/open-catalog.ts";
import { signedHeaders } from "#main/webhooks/standard-webhooks.ts";
import type { incidentioEvents } from "#vendors/generated/webhook-events.ts";
import { createWorld, type World } from "./in-process-world.ts";
import { texts } from "./inline-texts.ts";

export const templateOf = (id: string): WorkflowTemplate =>
  must(
    workflowTemplates.find((one) => one.id === id),
    `template ${id}`,
  );

/** A workflow of this definition, published and live over both sandboxes. */
export async function switchOn(world: World, definition: unknown): Promise<WorkflowId> {
  const desk = must(world.app.workflows, "workflows");
  const { id } = await desk.save(null, definition, "test");
  await desk.publish(id, "", "test");
  await desk.setMode(id, "live", "test");
  world.app.ingest.forgetRoutes();
  return id;
}

/** The same of a template that is taken with these settings. */
export const take = (world: World, id: string, settings: Readonly<Record<string, string>>): Promise<WorkflowId> =>
  switchOn(world, fromTemplate(templateOf(id), settings));

/** A person starts the workflow with what an event would bring, and it runs out. */
export async function runWith(world: World, workflow: WorkflowId, trigger: Json): Promise<ShownRun> {
  const desk = must(world.app.workflows, "workflows");
  const run = await desk.run(workflow, trigger, "test");
  const isOver = async (): Promise<boolean> => {
    const { state } = await desk.showRun(run);
    return hasEnded(state) || state === "parked";
  };
  await withRunner(world, async () => {
    for (let turn = 0; turn < 300 && !(await isOver()); turn += 1) await world.clock.sleep(100);
  });
  return desk.showRun(run);
}

/** Lets workflows run while something is done. */
export async function withRunner(world: World, work: () => Promise<unknown>): Promise<void> {
  const runner = createRunner({ ...world.ports, calls: world.workflows.calls, texts }, "test");
  runner.start();
  await work();
  await runner.stop();
}

/** incident.io tells of something that its sandbox never does by itself, signed as all that it tells is. Waits in the mailbox. */
export async function incidentTells(world: World, event: (typeof incidentioEvents)[number], payload: Json): Promise<void> {
  const body = JSON.stringify({ event_type: event, [event]: payload });
  const signed = signedHeaders(world.incident.webhookSecret, `msg_${event}`, Math.floor(world.clock.now() / 1_000), body);
  const { right } = await world.bridge();
  const headers = { "content-type": "application/json", ...signed };
  world.mailbox.push({ vendor: "incident", connectionId: right, headers, body: Buffer.from(body) });
}

/** One operation of the catalog, for what a test looks at or needs beforehand. */
export async function ask(world: World, operationId: string, input: Json): Promise<Record<string, Json>> {
  const vendor = operationId.startsWith("highlevel") ? "highlevel" : "incident";
  const connection = must(
    (await world.store.connections(world.workspaceId)).find((one) => one.vendor === vendor),
    vendor,
  );
  const outcome = await world.workflows.calls.call({
    workspaceId: world.workspaceId,
    operationId,
    input,
    target: { kind: "account", connection },
    startedAt: world.clock.now(),
    idempotencyKey: `test ${String(Math.floor(world.clock.now()))} ${operationId}`,
    signal: new AbortController().signal,
  });
  if (outcome.kind === "failed") throw new Error(`${operationId}: ${outcome.error.code} ${JSON.stringify(outcome.error.data)}`);
  return outcome.output as Record<string, Json>;
}

export const notesOf = async (world: World, contactId: string): Promise<string> =>
  JSON.stringify((await ask(world, "highlevel.contacts.get-all-notes", { path: { contactId } }))["notes"]);

export const alertsOf = async (world: World): Promise<string> =>
  JSON.stringify((await ask(world, "incident.alerts-v2.list", { query: { page_size: 25 } }))["alerts"]);

/** A world with an alert source of its own. */
export async function withSource(): Promise<{ readonly world: World; readonly source: string }> {
  const world = await createWorld({ contacts: 1, mode: "paused" });
  return { world, source: await addSource(world) };
}

/** Makes an alert source. Resolves with its id. */
export async function addSource(world: World): Promise<string> {
  const { example } = must(await openCatalog().operation("incident.alert-sources-v2.create"), "the operation");
  const made = await ask(world, "incident.alert-sources-v2.create", { ...(example as unknown as Record<string, Json>) });
  return String((made["alert_source"] as Record<string, Json>)["id"]);
}

/** A type of the catalog with this name. */
export async function typeNamed(world: World, name: string): Promise<string> {
  const made = await ask(world, "incident.catalog-v3.create-type", { body: { name, description: "Ours", annotations: {} } });
  return String((made["catalog_type"] as Record<string, Json>)["id"]);
}

/** An incident as its events show it, which names this contact. */
export const naming = (world: World, contactId: string): Json => ({
  id: "inc-1",
  reference: "INC-1",
  name: "Checkout is slow",
  custom_field_entries: [
    { custom_field: { id: "other" }, values: [{ value_text: "x" }] },
    { custom_field: { id: "field-1" }, values: [{ value_catalog_entry: { id: "e", external_id: `${world.highlevel.locationId}:${contactId}` } }] },
  ],
});
