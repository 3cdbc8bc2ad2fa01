import { webPages, type WebPath } from "#contract/pages.ts";
import type { BridgeId } from "#core/ids.ts";
import type { TestApp } from "./open-app.ts";

/** What stands for the `$…` of an address: something that the sample data has. */
const samples: Partial<Readonly<Record<WebPath, (app: TestApp) => Promise<string>>>> = {
  "/contacts/$id": async (app) => `/contacts/${(await firstOf(app, "/contacts?limit=1&sort=name", "contacts")).id}`,
  "/flows/$flow": async () => "/flows/contacts",
  "/flows/workflows/$id": async (app) => `/flows/workflows/${await sampleWorkflow(app)}?step=each`,
  "/catalog/$id": async () => "/catalog/highlevel.contacts.create-task",
  "/flows/$flow/mapping": async () => "/flows/contacts/mapping",
  "/plans/$id": async (app) => {
    const { id } = await firstOf(app, "/bridges", "bridges");
    const { plans } = app.served.session.app;
    return `/plans/${(await plans.make(id as BridgeId, "sample")).id}`;
  },
};

/** A workflow with every kind of step, published once and changed since. */
async function sampleWorkflow({ served }: TestApp): Promise<string> {
  const { workflows } = served.session.app;
  if (workflows === null) throw new Error("this app has no workflows");
  const { id } = await workflows.save(null, sampleDefinition, "sample");
  await workflows.publish(id, "The first that works", "sample");
  await workflows.save(id, { ...sampleDefinition, name: "Notes raise alerts, and tell the team" }, "sample");
  return id;
}

const note = (id: string, contactId: string): object => ({
  id,
  kind: "action",
  operation: "highlevel.contacts.create-note",
  connection: "highlevel",
  input: { path: { contactId: { pick: contactId } }, body: { body: { text: "We heard you: {{ trigger.body }}" } } },
});
const sampleDefinition = {
  format: 1,
  name: "Notes raise alerts",
  trigger: { kind: "event", source: "highlevel", types: ["NoteCreate"] },
  steps: [
    { id: "keyword", kind: "filter", only: { any: [{ value: { pick: "trigger.body" }, is: "containing", than: "refund" }] } },
    { id: "ask", kind: "approve", question: { text: "Answer {{ trigger.contactId }}?" } },
    {
      id: "ways",
      kind: "branch",
      cases: [{ when: { value: { pick: "steps.ask.approved" }, is: "true" }, steps: [note("answer", "trigger.contactId")] }],
      otherwise: [{ id: "pause", kind: "delay", seconds: 7_200 }],
    },
    { id: "each", kind: "for-each", items: { pick: "trigger.contactIds" }, steps: [note("tell", "item")] },
    { id: "until", kind: "wait", event: { source: "highlevel", types: ["NoteDelete"] }, about: { pick: "trigger.id" } },
    { id: "end", kind: "stop", reason: "All told" },
  ],
};

/** The answer's first element under a name. */
export async function firstOf(app: TestApp, path: string, name: string): Promise<{ readonly id: string }> {
  const answer = (await (await fetch(`${app.url}/api/v1${path}`)).json()) as Readonly<Record<string, readonly { readonly id: string }[]>>;
  const [first] = answer[name] ?? [];
  if (first === undefined) throw new Error(`${path} answers without ${name}`);
  return first;
}

/** One address with sample data filled in, made anew each time. */
export async function samplePath(app: TestApp, path: WebPath): Promise<string> {
  return (await samples[path]?.(app)) ?? path;
}

/** Every address of the web app, with sample data filled in. */
export async function everyPage(app: TestApp): Promise<readonly { readonly path: WebPath; readonly address: string }[]> {
  return Promise.all(
    webPages.map(async ({ path }) => {
      const sample = samples[path];
      if (sample === undefined && path.includes("$")) throw new Error(`add a sample for ${path} to test/e2e/support/page-samples.ts`);
      return { path, address: sample === undefined ? path : await sample(app) };
    }),
  );
}
