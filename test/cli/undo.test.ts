import { afterAll, beforeAll, expect, it } from "vitest";
import type { Bridge } from "#core/bridge.ts";
import { caseWorld, openIncident } from "../support/case-world.ts";
import { firstContact, type World } from "../support/in-process-world.ts";
import { openDouble, type OpenDouble } from "./support/open-double.ts";
import { run } from "./support/run-cli.ts";

let opened: OpenDouble;
beforeAll(async () => {
  opened = await openDouble({ contacts: 0 });
});
afterAll(async () => opened.close());

/** A world in which a plan has made an action of a task, and that plan. */
async function worldWithAction(onDelete: Bridge["onDelete"]): Promise<{ readonly world: World; readonly plan: string }> {
  const world = await caseWorld("action");
  await world.change({ mode: "paused", onDelete });
  openIncident(world, [firstContact(world)]);
  world.highlevel.control.createTask(firstContact(world), { title: "Call back" });
  const plan = await world.app.preview((await world.bridge()).id);
  expect(await world.app.apply(plan)).toMatchObject({ applied: 1 });
  return { world, plan: plan.id };
}

it.each([
  [
    "unlink",
    "Would take back 0 fields and 1 new record.\nWhat was made in incident.io is closed and not deleted, as this bridge does not pass deletions on.\n",
    "Took back 0 fields and 1 new record.\nWhat was made in incident.io is closed and not deleted, as this bridge does not pass deletions on.\n",
  ],
  ["delete", "Would take back 0 fields and delete 1 new record.\n", "Took back 0 fields and deleted 1 new record.\n"],
] as const)("A3 says of new records what becomes of them, where deletions mean %s", async (onDelete, rehearsed, done) => {
  const { world, plan } = await worldWithAction(onDelete);
  const session = { ...opened.session, app: world.app, ports: world.ports, workspaceId: world.workspaceId };
  const cli = (line: string) => run(line, { session, input: "" });
  expect(await cli(`undo ${plan} --dry-run`)).toMatchObject({ exitCode: 0, stdout: rehearsed });
  expect(await cli(`undo ${plan}`)).toMatchObject({ exitCode: 0, stdout: done });
});
