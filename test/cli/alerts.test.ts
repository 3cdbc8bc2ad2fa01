import { afterAll, beforeAll, expect, it } from "vitest";
import { openTrapHook, type TrapHook } from "../support/trap-hook.ts";
import { openDouble, testSettings, type OpenDouble } from "./support/open-double.ts";
import { run, type Ran, type RunOptions } from "./support/run-cli.ts";

let opened: OpenDouble;
let hook: TrapHook;
beforeAll(async () => {
  hook = await openTrapHook();
  opened = await openDouble({ contacts: 0, settings: testSettings({ HIGHWIRE_ALERT_ORIGINS: new URL(hook.url).origin }) });
});
afterAll(async () => {
  await opened.close();
  await hook.close();
});

const cli = (line: string, more: RunOptions = {}): Promise<Ran> => run(line, { session: opened.session, ...more });

it("adds a webhook from standard input, tells its secret once, tests it, and removes it", async () => {
  expect((await cli("alerts list")).stderr).toMatch(/Nobody is told of anything\. Next: highwire alerts add email/u);
  const added = await cli("alerts add webhook --url-file - --name Pager --quiet-hours 22:00-07:00 --zone Europe/Berlin", { input: `${hook.url}\n` });
  const [, id = ""] = /^Added Pager \((\w{26})\), which leads to 127\.0\.0\.1:\d+\.$/mu.exec(added.stdout) ?? [];
  const [secret = ""] = /whsec_\S+/u.exec(added.stdout) ?? [];
  expect(added.exitCode).toBe(0);
  const listed = await cli("alerts list");
  expect(listed.stdout).toMatch(/tells, but not 22:00-07:00 Europe\/Berlin\s+never/u);
  expect(listed.stdout).not.toMatch(/whsec_|\/alerts/u);
  expect((await cli(`alerts test ${id}`)).stdout).toMatch(/^Taken: HTTP 204 in \d+ ms\.\n$/u);
  expect(await hook.next(secret)).toMatchObject({ type: "alert.test" });
  expect((await cli(`alerts pause ${id}`)).stdout).toBe("Paused Pager; it tells nothing.\n");
  expect((await cli(`alerts resume ${id}`)).stdout).toBe("Pager goes on.\n");
  expect((await cli(`alerts remove ${id} --json`)).json()).toEqual({ version: 1, kind: "alert-channel-removed", id });
});

it("adds an alert source of the connected incident.io account, and keeps its token to itself", async () => {
  const added = await cli("alerts add incident --source one --secret-file - --json", { input: "a secret token" });
  expect(added.stdout).not.toContain("a secret token");
  const { channel } = added.json() as { readonly channel: { readonly id: string; readonly kind: string } };
  expect(channel.kind).toBe("incident");
  expect((await cli(`alerts test ${channel.id}`)).stdout).toBe("Taken: incident.io accepted it.\n");
});
