import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressSecretName } from "#engine/workflow/addresses.ts";
import type { WorkflowId } from "#core/workflow/run.ts";
import { homeWorkspace } from "#main/workspaces.ts";
import { must } from "#lib/must.ts";
import { createWorld } from "../support/in-process-world.ts";
import { typeNamed } from "../support/take-template.ts";
import { openDouble, type OpenDouble } from "./support/open-double.ts";
import { run, type Ran } from "./support/run-cli.ts";

let opened: OpenDouble;
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "highwire-test-"));
  opened = await openDouble({ contacts: 0 });
});
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});
const cli = (line: string, input = ""): Promise<Ran> => run(line, { session: opened.session, input });

/** A workflow that ends at once, published and live; its id. */
async function live(name: string): Promise<WorkflowId> {
  const yaml = `format: 1\nname: ${name}\ntrigger: { kind: manual }\nsteps: [{ id: over, kind: stop, outcome: done, reason: enough }]\n`;
  const { id } = (await cli("workflows push - --publish --json", yaml)).json();
  await cli(`workflows mode live ${String(id)}`);
  return String(id) as WorkflowId;
}

describe("workflows values", () => {
  it("lists by id and name what a setting can be given, which the template then takes", async () => {
    const world = await createWorld({ contacts: 0 });
    const type = await typeNamed(world, "Businesses");
    const session = { ...opened.session, app: { ...opened.session.app, operations: world.app.operations } };
    const atAccounts = (line: string): Promise<Ran> => run(line, { session, input: "" });
    expect((await atAccounts("workflows values business-to-catalog type --json")).json()).toMatchObject({
      template: "business-to-catalog",
      setting: "type",
      values: expect.arrayContaining([{ value: type, label: "Businesses" }]) as unknown,
    });
    expect((await atAccounts("workflows values business-to-catalog type")).stdout).toMatch(new RegExp(`^${type}\\s+Businesses$`, "mu"));
    expect((await atAccounts("workflows values daily-digest contact")).stderr).toContain("Your account has nothing to choose from.");
    expect(await cli(`workflows new business-to-catalog --set type=${type}`)).toMatchObject({ exitCode: 0 });
    expect(await cli("workflows values business-to-catalog type")).toMatchObject({ exitCode: 3 });
    expect((await cli("workflows values daily-digest zone")).stdout).toContain("Europe/London");
  });

  it("finds what has the words, at the vendor where its list can be searched", async () => {
    const world = await createWorld({ contacts: 101 });
    for (const name of ["Businesses", "Companies"]) await typeNamed(world, name);
    const session = { ...opened.session, app: { ...opened.session.app, operations: world.app.operations } };
    const found = async (line: string): Promise<readonly { label: string }[]> =>
      (await run(`workflows values ${line} --json`, { session, input: "" })).json()["values"] as never;
    const first = await found("daily-digest contact");
    expect(first).toHaveLength(100);
    const emails = world.highlevel.control.contacts().map(({ email }) => String(email));
    const unlisted = must(
      emails.find((email) => !first.some(({ label }) => label.split(" · ").at(-1) === email)),
      "a contact that is not listed",
    );
    expect(await found(`daily-digest contact --find ${unlisted}`)).toMatchObject([{ label: expect.stringContaining(unlisted) as string }]);
    expect((await run("workflows values daily-digest contact", { session, input: "" })).stderr).toContain("--find <words>");
    expect((await found("business-to-catalog type --find companies")).map(({ label }) => label)).toEqual(["Companies"]);
    expect((await found("daily-digest zone --find london")).map(({ label }) => label)).toEqual(["Europe/London"]);
    expect((await run("workflows values daily-digest zone --find nowhere", { session, input: "" })).stderr).toContain(
      `Nothing to choose from has "nowhere" in it.`,
    );
  });
});

describe("workflows remove", () => {
  it("tells what would be forgotten, and forgets only with --yes: the workflow, its runs and where it sent to", async () => {
    const id = await live("Short");
    await writeFile(join(folder, "url"), "https://93.184.215.14/hook");
    await cli(`workflows address ${id} desk --url-file ${join(folder, "url")}`);
    await cli(`workflows run ${id}`);
    const rehearsed = await cli(`workflows remove ${id}`);
    expect(rehearsed).toMatchObject({ exitCode: 0 });
    expect(rehearsed.stdout).toBe(
      `Would forget Short (${id}), 1 version, 1 run, and every secret and address it has. Add --yes to do it; it cannot be undone.\n`,
    );
    const { store } = opened.session.app;
    const kept = async () => [await store.workflows.workflow(homeWorkspace, id), await store.secret(homeWorkspace, addressSecretName(id, "desk"))];
    expect(await kept()).not.toContain(null);
    expect((await cli(`workflows remove ${id} --yes`)).stdout).toBe(`Forgotten: Short (${id}), 1 version, 1 run.\n`);
    expect(await kept()).toEqual([null, null]);
    expect((await store.workflows.listRuns(homeWorkspace, { limit: 9 })).runs).toEqual([]);
    expect((await cli(`workflows remove ${id} --yes`)).exitCode).toBe(2);
  });
});

describe("workflows address", () => {
  it("refuses an address that nothing may be sent to, and takes none while it removes one", async () => {
    const id = await live("Sends");
    await writeFile(join(folder, "private"), "https://10.0.0.1/hook");
    expect(await cli(`workflows address ${id} desk --url-file ${join(folder, "private")}`)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("HW-1600") as string,
    });
    expect(await cli(`workflows address ${id} desk --remove --url-file ${join(folder, "private")}`)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--remove") as string,
    });
  });
});

describe("runs show --values", () => {
  it("shows what began a run only where that is asked for, without what could move the cursor", async () => {
    const id = await live("Shown");
    await writeFile(join(folder, "input"), JSON.stringify({ note: "\u009b2J\u202eAda" }));
    const runId = (await cli(`workflows run ${id} --with ${join(folder, "input")}`)).stdout.trim();
    expect((await cli(`runs show ${runId}`)).stdout).not.toContain("Ada");
    const shown = (await cli(`runs show ${runId} --values`)).stdout;
    expect(shown).toContain("Ada");
    expect(shown).not.toMatch(/[\u0080-\u009f\u202e]/u);
  });
});
