import { describe, expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import type { WorkflowId } from "#core/workflow/run.ts";
import { addressSecretName } from "#engine/workflow/addresses.ts";
import { callSecretName } from "#engine/workflow/call-door.ts";
import { act, createWorkflowWorld, failure, type WorkflowWorld } from "../../support/workflow-world.ts";

const content = { input: { body: { type: "customer.affected", data: { pick: "trigger.contactId" } } } };
const sending = { format: 1, name: "Send", trigger: { kind: "manual" }, steps: [act("tell", "send", content)] };
const desk = { name: "desk", url: "https://hooks.example.com/in?token=t0p" } as const;

/** A workflow that sends to its one address. */
async function publish({ desk: workflows }: WorkflowWorld, mode: "live" | "shadow"): Promise<WorkflowId> {
  const { id } = await workflows.save(null, sending, "ada");
  await workflows.setAddress(id, desk, "ada");
  await workflows.publish(id, "", "ada");
  await workflows.setMode(id, mode, "ada");
  return id;
}

describe("the addresses of a workflow", () => {
  it("are needed before a step that sends to one can be published, and stand in no definition", async () => {
    const world = await createWorkflowWorld();
    const { id } = await world.desk.save(null, sending, "ada");
    expect(await world.desk.check(sending, id)).toMatchObject([{ at: "steps[0].connection", code: "unknown-address", about: "desk" }]);
    const { secret } = await world.desk.setAddress(id, desk, "ada");
    expect(await world.desk.check(sending, id)).toEqual([]);
    await world.desk.publish(id, "", "ada");
    await world.desk.setMode(id, "live", "ada");
    const run = await world.finish(id, { contactId: "c1" });
    expect(run).toMatchObject({ state: "done", calls: 1 });
    expect(world.ledger.effects).toMatchObject([{ operation: "send", to: "desk", input: { body: { data: "c1" } } }]);
    const kept = JSON.stringify([
      await world.desk.get(id),
      await world.desk.versions(id),
      run,
      await world.store.journal(world.workspaceId, { limit: 99 }),
    ]);
    expect(kept).toContain("hooks.example.com");
    for (const hidden of ["t0p", secret]) expect(kept).not.toContain(hidden);
  });

  it("keep the id of a webhook over all of its tries, which the one classifier spreads", async () => {
    const world = await createWorkflowWorld();
    const id = await publish(world, "live");
    const seen: string[] = [];
    world.ledger.answer = ({ idempotencyKey, startedAt }) => {
      seen.push(`${idempotencyKey} ${String(startedAt)}`);
      return seen.length < 4 ? failure(new HighwireError("HW_RECEIVER_AWAY", { httpStatus: 503, mayHaveHappened: true })) : null;
    };
    const began = world.clock.now();
    expect(await world.finish(id)).toMatchObject({ state: "done", calls: 4 });
    expect([seen.length, new Set(seen).size]).toEqual([4, 1]);
    expect(world.clock.now() - began).toBeGreaterThan(1_000);
  });

  it("are off once a receiver says that it wants no more, and the run waits for a person", async () => {
    const world = await createWorkflowWorld();
    const id = await publish(world, "live");
    world.ledger.answer = () => failure(new HighwireError("HW_RECEIVER_GONE", { httpStatus: 410 }));
    const first = await world.finish(id);
    expect(first).toMatchObject({ state: "parked", because: "HW_RECEIVER_GONE", at: "tell" });
    expect((await world.desk.get(id)).addresses).toEqual([{ name: "desk", host: "hooks.example.com", isOff: true }]);
    expect(await world.finish(id)).toMatchObject({ state: "parked", because: "HW_RECEIVER_GONE" });
    expect(world.ledger.calls).toBe(1);
    const told = await world.store.journal(world.workspaceId, { kinds: ["config"], limit: 1 });
    expect(told).toMatchObject([{ detail: { workflow: id, address: "off", name: "desk" } }]);
    world.ledger.answer = () => null;
    await world.desk.setAddress(id, desk, "ada");
    await world.desk.retry(first.id, "ada");
    await world.settle();
    expect(await world.desk.showRun(first.id)).toMatchObject({ state: "done" });
  });

  it("are not sent to in shadow, nor in a rehearsal", async () => {
    const world = await createWorkflowWorld();
    const id = await publish(world, "shadow");
    expect(await world.finish(id)).toMatchObject({ state: "done", steps: [{ shadow: true }] });
    expect(await world.desk.test(sending, { trigger: {} })).toMatchObject({ outcome: { state: "done" }, steps: [{ shadow: true, state: "done" }] });
    expect(world.ledger.calls).toBe(0);
  });

  it("are at most twenty, and go with their secrets when they or the workflow are removed", async () => {
    const world = await createWorkflowWorld();
    const { id } = await world.desk.save(null, sending, "ada");
    for (let number = 1; number <= 20; number += 1) await world.desk.setAddress(id, { ...desk, name: `a${String(number)}` }, "ada");
    await expect(world.desk.setAddress(id, desk, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
    await world.desk.newSecret(id, "ada");
    await world.desk.removeAddress(id, "a1", "ada");
    await expect(world.desk.removeAddress(id, "a1", "ada")).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
    const secret = (name: string): Promise<string | null> => world.store.secret(world.workspaceId, name);
    expect([await secret(addressSecretName(id, "a1")), await secret(addressSecretName(id, "a2")), await secret(callSecretName(id))]).toEqual([
      null,
      expect.any(String),
      expect.any(String),
    ]);
    await world.desk.remove(id, "ada");
    expect(await secret(callSecretName(id))).toBeNull();
    for (let number = 1; number <= 20; number += 1) expect(await secret(addressSecretName(id, `a${String(number)}`))).toBeNull();
  });
});
