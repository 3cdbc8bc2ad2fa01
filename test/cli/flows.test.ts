import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDouble, type OpenDouble } from "./support/open-double.ts";
import { run, type Ran } from "./support/run-cli.ts";

let opened: OpenDouble;
let folder: string;
let file: string;
const cli = (line: string): Promise<Ran> => run(line, { session: opened.session });

beforeAll(async () => {
  opened = await openDouble({ contacts: 0 });
  folder = await mkdtemp(join(tmpdir(), "highwire-flows-"));
  file = join(folder, "highwire.yaml");
});
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true });
});

it("lists the six flows, switches one with its parts, and pauses it", async () => {
  const flows = (await cli("flows list --json")).json()["flows"] as readonly { readonly id: string; readonly mode: string }[];
  expect(flows.map(({ id }) => id)).toEqual(["contacts", "tasks", "notes", "incidents", "linked-tasks", "boards"]);
  expect((await cli("flows mode contacts shadow")).stdout).toBe("contacts is shadow.\n");
  expect((await cli("flows list --plain")).stdout).toMatch(/^contacts\tshadow\tcontacts shadow$/mu);
  expect((await cli("flows pause contacts")).stdout).toBe("contacts is paused.\n");
});

it("pulls a file that changes nothing when it is pushed, and applies exactly what was shown of another", async () => {
  expect((await cli(`flows pull --out ${file}`)).stdout).toMatch(/^Wrote 2 connections and \d+ bridges? to /u);
  expect((await cli("flows pull")).stdout).toBe(await readFile(file, "utf8"));
  expect(await cli(`flows diff ${file} --exit-code`)).toMatchObject({ exitCode: 0, stdout: "No difference.\n" });
  await writeFile(file, (await readFile(file, "utf8")).replace("mode: paused", "mode: shadow").replace("onDelete: unlink", "onDelete: archive"));
  const shown = await cli(`flows diff ${file} --exit-code`);
  expect(shown.exitCode).toBe(6);
  expect(shown.stdout).toMatch(
    /^~ .+: mode: here paused, the file says shadow\n~ .+: a delete on one side: here unlink, the file says archive \(deletes reach the other side\)\n2 differences, \S+\n$/u,
  );
  const { hash } = (await cli(`flows diff ${file} --json`)).json();
  expect((await cli(`flows push ${file}`)).stderr).toContain(`highwire flows push ${file} --confirm ${String(hash)}`);
  expect((await opened.session.ports.store.bridges(opened.session.workspaceId))[0]?.mode).toBe("paused");
  expect(await cli(`flows push ${file} --confirm wrong`)).toMatchObject({ exitCode: 2 });
  expect((await cli(`flows push ${file} --confirm ${String(hash)}`)).stdout).toContain("Applied 2 changes.");
  expect((await opened.session.ports.store.bridges(opened.session.workspaceId))[0]).toMatchObject({ mode: "shadow", onDelete: "archive" });
  expect((await cli(`flows push ${file} --confirm ${String(hash)}`)).exitCode).toBe(2);
});

it("names line and column of everything that is wrong with a file", async () => {
  await writeFile(file, "format: 1\nconnections: []\nbridges: nothing\nsecret: abc\n");
  const ran = await cli(`flows diff ${file}`);
  expect(ran.exitCode).toBe(2);
  expect(ran.stderr).toContain("line 3, column 1: bridges must be a list");
  expect(ran.stderr).toContain('line 4, column 1: "secret" is no key that is known here');
  expect(ran.stderr).toContain("line 1, column 1: retention is missing");
});
