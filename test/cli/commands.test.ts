import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SyncPlan } from "#core/sync/sync-plan.ts";
import { firstLoad } from "#main/demo/coming-to-rest.ts";
import { must } from "#lib/must.ts";
import { openDouble, type OpenDouble } from "./support/open-double.ts";
import { run } from "./support/run-cli.ts";

let opened: OpenDouble;
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "highwire-test-"));
  opened = await openDouble({ contacts: 12, seed: 5 });
});
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});
const cli: (line: string) => ReturnType<typeof run> = (line) => run(line, { session: opened.session });
/** Entries that Highwire made; the sandbox organisation has others of its own. */
const contactEntries = (): readonly Readonly<Record<string, unknown>>[] =>
  opened.sandboxes.incident.control.entries().filter(({ external_id }) => String(external_id).startsWith(`${opened.bridge.locationId}:`));
const anyContact = (): Readonly<Record<string, unknown>> => must(opened.sandboxes.highlevel.control.contacts()[0], "a contact");

describe("from plan to conflict, by the command line alone", () => {
  it("S4 plan shows twelve creates and writes nothing; --exit-code ends with 6", async () => {
    const ran = await cli(`plan --out ${join(folder, "plan.json")} --exit-code`);
    expect(ran.stdout.split("\n").filter((line) => line.startsWith("+ "))).toHaveLength(12);
    expect(ran.stdout).toMatch(/^Create 12, update 0, leave 0 alone, skip 0, 0 need you\. Deletes 0\. About \d+ calls/mu);
    expect(ran.exitCode).toBe(6);
    expect((await stat(join(folder, "plan.json"))).mode & 0o777).toBe(0o600);
    expect(contactEntries()).toHaveLength(0);
  });

  it("S4 apply refuses a plan that was altered after it was made", async () => {
    const plan = JSON.parse(await readFile(join(folder, "plan.json"), "utf8")) as SyncPlan;
    const altered = join(folder, "altered.json");
    await writeFile(altered, JSON.stringify({ ...plan, items: plan.items.slice(1) }));
    const ran = await cli(`apply ${altered}`);
    expect(ran.stderr).toContain("altered after it was made");
    expect(ran.exitCode).toBe(2);
    expect(contactEntries()).toHaveLength(0);
  });

  it("S4 apply writes the twelve and leaves a record alone that changed since", async () => {
    opened.sandboxes.highlevel.control.editContact(String(anyContact()["id"]), { email: "changed.since@example.com" });
    const ran = await cli(`apply ${join(folder, "plan.json")} --json`);
    expect(ran.json()).toMatchObject({ version: 1, kind: "applied", result: { applied: 11, drifted: 1, failed: 0 } });
    expect(ran.exitCode).toBe(8);
    expect(contactEntries()).toHaveLength(11);
    await cli(`plan --out ${join(folder, "second.json")}`);
    expect(await cli(`apply ${join(folder, "second.json")}`)).toMatchObject({ exitCode: 0, stdout: "Applied 1, 11 needed nothing.\n" });
    expect(contactEntries()).toHaveLength(12);
  });

  it("a plan that was interrupted ends with 130 and leaves no file", async () => {
    const out = join(folder, "interrupted.json");
    const ran = await run(`plan --out ${out}`, { session: opened.session, signal: AbortSignal.abort() });
    expect(ran).toMatchObject({ exitCode: 130, stdout: "", stderr: "Stopped.\n" });
    await expect(stat(out)).rejects.toThrow("ENOENT");
  });

  it("status, bridges list and connections list tell how things stand, and never a credential", async () => {
    opened.session.startWork();
    await firstLoad({ session: opened.session, bridge: opened.bridge, onProgress: () => undefined, signal: new AbortController().signal });
    const [status, bridges, connections] = [await cli("status"), await cli("bridges list --plain"), await cli("connections list")];
    expect(status.stdout).toContain("12 in step, 0 waiting, 0 conflicts");
    expect(bridges.stdout.trim().split("\t").slice(2)).toEqual(["contacts", "live", "12", "0", "0", "0", "0"]);
    expect(connections.stdout).toContain("Sandbox location");
    for (const ran of [status, bridges, connections]) expect(ran.stdout).not.toMatch(/pit-|inc_|whsec_/u);
    expect((await cli("plan --exit-code")).exitCode).toBe(0);
  });

  it("sync contact brings an edit over at once, and why tells it", async () => {
    const contact = anyContact();
    opened.sandboxes.highlevel.control.webhooksTo(null);
    opened.sandboxes.highlevel.control.editContact(String(contact["id"]), { website: "https://told.example.com/" });
    const ran = await cli(`sync contact ${String(contact["id"])}`);
    expect(ran.stdout).toMatch(/: in step\.\n$/u);
    expect(ran.exitCode).toBe(0);
    expect(JSON.stringify(contactEntries())).toContain("https://told.example.com/");
    expect((await cli(`why ${String(contact["id"])}`)).stdout).toContain("Wrote Website in incident.io");
    expect((await cli(`why ${String(contact["id"])} --json`)).json()).toMatchObject({ version: 1, kind: "why" });
  });

  it("M2 a conflict is listed with 7, shown, and settled by keeping one side", async () => {
    const contact = anyContact();
    const entry = must(
      contactEntries().find(({ external_id }) => String(external_id).endsWith(`:${String(contact["id"])}`)),
      "its entry",
    );
    opened.sandboxes.highlevel.control.editContact(String(contact["id"]), { website: "https://left.example.com/" });
    opened.sandboxes.incident.control.editEntry(String(entry["id"]), null, { hw_website: "https://right.example.com/" });
    expect((await cli(`sync contact ${String(contact["id"])}`)).exitCode).toBe(7);
    const listed = await cli("conflicts list --json");
    expect(listed.exitCode).toBe(7);
    const [conflict] = (listed.json() as { conflicts: readonly { id: string; field: string }[] }).conflicts;
    expect(conflict).toMatchObject({ field: "website" });
    const id = must(conflict, "a conflict").id;
    expect((await cli(`conflicts show ${id}`)).stdout).toMatch(/HighLevel {3}https:\/\/left\.example\.com\/\nincident\.io {1}https:\/\/right/u);
    expect((await cli(`conflicts resolve ${id} --answer delete`)).stderr).toContain("choose one of: left, right, both, value");
    expect((await cli(`conflicts resolve ${id} --keep incident`)).exitCode).toBe(0);
    expect((await cli(`sync contact ${String(contact["id"])}`)).exitCode).toBe(0);
    expect(opened.sandboxes.highlevel.control.contacts().find((one) => one["id"] === contact["id"])?.["website"]).toBe("https://right.example.com/");
    expect(await cli("conflicts list")).toMatchObject({ exitCode: 0, stdout: "", stderr: "No conflict waits for you.\n" });
  });

  it("activity streams one document a line, and shows control characters as spaces", async () => {
    const contact = anyContact();
    opened.sandboxes.highlevel.control.editContact(String(contact["id"]), { firstName: "Eve\u001B[2J\u001B]0;x\u0007", lastName: "\u202Egnp" });
    await cli(`sync contact ${String(contact["id"])}`);
    const lines = (await cli("activity --ndjson --limit 5")).stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { version: number; kind: string });
    expect(lines).toHaveLength(5);
    expect(lines.every(({ version, kind }) => version === 1 && kind === "activity")).toBe(true);
    const told = (await cli("activity --limit 5")).stdout;
    expect(told).toContain("Eve");
    expect(told).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/u);
  });

  it("bridges mode and connections pause are switches that say what they did", async () => {
    expect((await cli("bridges mode shadow")).stdout).toContain("writes nothing");
    expect((await cli("bridges mode live")).stdout).toContain("is live");
    const id = (await opened.session.ports.store.connections(opened.session.workspaceId))[0]?.id ?? "";
    expect((await cli(`connections pause ${id}`)).stdout).toContain("its work waits");
    expect((await cli("connections list")).stdout).toContain("paused (by-person)");
    expect((await cli(`connections resume ${id}`)).exitCode).toBe(0);
    expect((await cli("connections test --json")).json()).toMatchObject({ results: [{ ok: true }, { ok: true }] });
  });

  it("bridges create makes one bridge for each kind of record of two accounts", async () => {
    const created = await cli("bridges create --kind appointments --json");
    expect(created.json()).toMatchObject({ bridge: { name: "Appointments", entity: "appointment", mode: "draft", matchKeys: [] } });
    const twin = await cli("bridges create --kind appointments");
    expect(twin.exitCode).toBe(2);
    expect(twin.stderr).toMatch(/Appointments .* already joins these two accounts/u);
  });

  it("connect stores an account from standard input and names the next step", async () => {
    const ran = await run("connect highlevel --location zZzZzZzZzZ0123456789 --token-file -", {
      session: opened.session,
      input: "pit-secret-canary-1\n",
    });
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toMatch(/^Connected Probed location \(/u);
    expect(ran.stdout + ran.stderr).not.toContain("secret-canary");
    expect(ran.stderr).toContain("Next: highwire plan");
  });

  it("doctor lists each check with its fix and fails over a store that keeps nothing", async () => {
    const ran = await cli("doctor --json");
    const { checks } = ran.json() as { checks: readonly { name: string; state: string; fix: string | null }[] };
    expect(checks.find(({ name }) => name === "PostgreSQL")).toMatchObject({ state: "fail", fix: "highwire start" });
    expect(checks.filter(({ state, fix }) => state !== "ok" && fix === null)).toEqual([]);
    expect(checks.find(({ name }) => name === "Journal")).toMatchObject({ state: "ok" });
    expect(ran.exitCode).toBe(3);
  });
});
