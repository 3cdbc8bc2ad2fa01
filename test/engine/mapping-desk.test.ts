import { describe, expect, it } from "vitest";
import type { HighwireError } from "#core/errors.ts";
import type { PlanId } from "#core/ids.ts";
import { draftOf, type DraftRow } from "#core/mapping/draft-row.ts";
import { must } from "#lib/must.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";
import { planAtRest } from "../support/plan-at-rest.ts";

const rowsOf = async (world: World): Promise<readonly DraftRow[]> => (await world.bridge()).fields.map(draftOf);
const levels: DraftRow["transforms"] = [{ op: "table", pairs: [{ left: "gold", right: "Gold plan" }] }];
const withPlan = (rows: readonly DraftRow[], change: Partial<DraftRow>): readonly DraftRow[] =>
  rows.map((row) => (row.field === "custom_plan" ? { ...row, ...change } : row));
const refusal = (asked: Promise<unknown>): Promise<HighwireError> =>
  asked.then(
    () => {
      throw new Error("it was not refused");
    },
    (error: unknown) => error as HighwireError,
  );

async function planned(world: World, rows: readonly DraftRow[]): Promise<PlanId> {
  const { id } = await world.app.mappings.plan((await world.bridge()).id, rows, "user:ada");
  await planAtRest(world, id);
  return id;
}

function setPlan(world: World, contact: string, value: string): void {
  const { id } = must(
    world.highlevel.control.customFields().find(({ name }) => name === "Plan"),
    "the field",
  );
  world.highlevel.control.editContact(contact, { customFields: [{ id, field_value: value }] });
}

describe("what a mapping can be made between", () => {
  it("P2 P3 is read from both vendors, custom fields and people's own attributes among it; consent is never to be written", async () => {
    const world = await createWorld({ contacts: 1 });
    await world.load();
    const { places } = await world.app.mappings.show((await world.bridge()).id);
    expect(places.left.filter(({ custom }) => custom === true).map(({ label, personal }) => [label, personal])).toContainEqual(["Plan", true]);
    expect(places.left.find(({ place }) => place === "dnd")?.writable).toBe("never");
    expect(places.right.map(({ place }) => place)).toEqual(expect.arrayContaining(["name", "attribute:hw_email", "attribute:hw_tags"]));
    expect(places.right.map(({ place }) => place)).not.toContain("attribute:hw_contact_id");
  });

  it("grows by an attribute that a person makes at incident.io, once", async () => {
    const world = await createWorld({ contacts: 1 });
    await world.load();
    const { id } = await world.bridge();
    const made = await world.app.mappings.addAttribute(id, { label: "Renewal date!", type: "text" }, "user:ada");
    expect(made.place).toBe("attribute:hw_own_renewal_date");
    expect(made.state.places.right).toContainEqual({ place: made.place, label: "Renewal date!", type: "text", vendorType: "String" });
    const quiet = world.writes();
    expect((await world.app.mappings.addAttribute(id, { label: "Renewal date!", type: "text" }, "user:ada")).place).toBe(made.place);
    expect(world.writes()).toBe(quiet);
  });
});

describe("a mapping that is tried", () => {
  it("M5 tells of real records what becomes of them there and back, and what is wrong, and writes nothing", async () => {
    const world = await createWorld({ contacts: 2 });
    setPlan(world, firstContact(world), "gold");
    await world.load();
    const quiet = world.writes();
    const rows = withPlan(await rowsOf(world), { transforms: levels });
    const { issues, records } = await world.app.mappings.attempt((await world.bridge()).id, rows);
    expect(issues).toEqual([]);
    const calls = world.calls();
    await world.app.mappings.attempt((await world.bridge()).id, withPlan(rows, { policy: "newest" }));
    expect(world.calls()).toBe(calls);
    const told = records.map((record) => record.rows[rows.findIndex(({ field }) => field === "custom_plan")]);
    expect(told).toContainEqual({ before: "gold", after: "Gold plan", back: "gold", there: "gold" });
    const broken = await world.app.mappings.attempt((await world.bridge()).id, withPlan(rows, { left: "nowhere" }));
    expect(broken.issues.map(({ fault }) => fault)).toEqual(["place-unknown"]);
    expect(world.writes()).toBe(quiet);
  });
});

describe("a mapping that is saved", () => {
  it("S4 of a flow that writes wants the plan that was made with it; the plan is then carried out as it is", async () => {
    const world = await createWorld({ contacts: 2 });
    const contact = firstContact(world);
    setPlan(world, contact, "gold");
    await world.load();
    const { mappings, plans } = world.app;
    const { id } = await world.bridge();
    const rows = withPlan(await rowsOf(world), { transforms: levels });
    const wish = { rows, basedOn: 1 };
    expect((await refusal(mappings.save(id, wish, "user:ada"))).data).toMatchObject({ field: "plan" });
    const otherPlan = await planned(world, withPlan(rows, { policy: "newest" }));
    expect((await refusal(mappings.save(id, { ...wish, plan: otherPlan }, "user:ada"))).data).toMatchObject({ field: "plan" });
    const plan = await planned(world, rows);
    expect((await refusal(plans.apply(plan, { scope: "rest" }, "user:ada"))).code).toBe("HW_PLAN_EXPIRED");
    const quiet = world.writes();
    const saved = await mappings.save(id, { ...wish, plan, note: " Levels " }, "user:ada");
    expect(saved.version).toMatchObject({ number: 2, who: "user:ada", note: "Levels" });
    expect(world.writes()).toBe(quiet);
    await plans.apply(plan, { scope: "rest" }, "user:ada");
    expect((await planAtRest(world, plan)).applied).toMatchObject({ applied: 1, drifted: 0 });
    expect((await world.entryOf(await world.linkOf(contact))).fields["custom_plan"]).toBe("Gold plan");
    await world.sweep();
    await world.drain();
    expect(world.writes()).toBe(quiet + 1);
  });

  it("is kept in versions that can be put back, and never over what somebody else has saved", async () => {
    const world = await createWorld({ contacts: 1, mode: "draft" });
    const { mappings } = world.app;
    const { id } = await world.bridge();
    const first = await rowsOf(world);
    const second = withPlan(first, { transforms: levels, policy: "newest" });
    await mappings.save(id, { rows: second, basedOn: 1 }, "user:ada");
    expect((await refusal(mappings.save(id, { rows: first.slice(0, -1), basedOn: 1 }, "user:ben"))).data).toMatchObject({ field: "basedOn" });
    await mappings.save(id, { rows: first, basedOn: 2, note: "Back again" }, "user:ben");
    const versions = await mappings.versions(id);
    expect(versions.map(({ number, who, note }) => [number, who, note])).toEqual([
      [3, "user:ben", "Back again"],
      [2, "user:ada", ""],
      [1, null, ""],
    ]);
    expect(versions[2]?.fields).toEqual(versions[0]?.fields);
    const unchanged = await mappings.save(id, { rows: first, basedOn: 3 }, "user:ben");
    expect(unchanged.version.number).toBe(3);
    const told = (await world.store.journal(world.workspaceId, { kinds: ["config"], limit: 10 })).map(({ detail }) => detail["mapping"]);
    expect(told.filter((number) => number !== undefined)).toEqual([3, 2]);
  });

  it("is refused with the place of what is wrong, and for records whose words are fixed", async () => {
    const world = await createWorld({ contacts: 1, mode: "draft" });
    const rows = await rowsOf(world);
    const { id } = await world.bridge();
    const wrong = await refusal(world.app.mappings.save(id, { rows: rows.slice(1), basedOn: 1 }, "user:ada"));
    expect([wrong.code, wrong.data.field]).toEqual(["HW_REQUEST_INVALID", "fields"]);
    const board = await createWorld({ entity: "board", mode: "draft" });
    expect((await refusal(board.app.mappings.show((await board.bridge()).id))).data).toMatchObject({ field: "bridge" });
  });

  it("M9 leaves no trace of an earlier agreement on a field that is taken out and put in again", async () => {
    const world = await createWorld({ contacts: 1, mode: "draft" });
    const { mappings } = world.app;
    const { id } = await world.bridge();
    const rows = await rowsOf(world);
    await mappings.save(id, { rows: rows.filter(({ field }) => field !== "custom_plan"), basedOn: 1 }, "user:ada");
    // As a version is put back: its rows name the field that is gone.
    await mappings.save(id, { rows, basedOn: 2 }, "user:ada");
    expect((await world.bridge()).fields.find(({ field }) => field === "custom_plan")).toMatchObject({ era: 1 });
  });
});
