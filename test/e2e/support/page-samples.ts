import { webPages, type WebPath } from "#contract/pages.ts";
import type { BridgeId } from "#core/ids.ts";
import type { TestApp } from "./open-app.ts";

/** What stands for the `$…` of an address: something that the sample data has. */
const samples: Partial<Readonly<Record<WebPath, (app: TestApp) => Promise<string>>>> = {
  "/contacts/$id": async (app) => `/contacts/${(await firstOf(app, "/contacts?limit=1&sort=name", "contacts")).id}`,
  "/flows/$flow": async () => "/flows/contacts",
  "/catalog/$id": async () => "/catalog/highlevel.contacts.create-task",
  "/flows/$flow/mapping": async () => "/flows/contacts/mapping",
  "/plans/$id": async (app) => {
    const { id } = await firstOf(app, "/bridges", "bridges");
    const { plans } = app.served.session.app;
    return `/plans/${(await plans.make(id as BridgeId, "sample")).id}`;
  },
};

/** The answer's first element under a name. */
export async function firstOf(app: TestApp, path: string, name: string): Promise<{ readonly id: string }> {
  const answer = (await (await fetch(`${app.url}/api/v1${path}`)).json()) as Readonly<Record<string, readonly { readonly id: string }[]>>;
  const [first] = answer[name] ?? [];
  if (first === undefined) throw new Error(`${path} answers without ${name}`);
  return first;
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
