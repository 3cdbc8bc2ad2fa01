import { expect, it } from "vitest";
import { addEveryBridge } from "#main/demo/every-bridge.ts";
import { openIncident, settle } from "../support/case-world.ts";
import { createWorld, firstContact } from "../support/in-process-world.ts";

it("answers why a contact is in step or not, by e-mail, phone, id and web address, in plain words", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  const { email, phone, fullName } = link.left?.fields ?? {};
  const ways = [contact, link.id, String(link.rightId), String(email), String(phone), String(fullName)];
  const addresses = [
    `https://app.gohighlevel.com/v2/location/loc/contacts/detail/${contact}`,
    `https://app.incident.io/org/catalog/type/${String(link.rightId)}?tab=1`,
  ];
  for (const asked of [...ways, ...addresses]) {
    const answer = await world.app.answer(asked);
    expect([asked, answer.contact?.id, answer.verdict]).toEqual([
      asked,
      link.id,
      `${String(fullName)} is in step: both sides hold what was last agreed.`,
    ]);
  }
  await world.app.pauseContact(link.id, "ada");
  const paused = await world.app.answer(contact);
  expect(paused.verdict).toContain("is paused");
  expect(paused.reasons[0]).toContain("Open the contact and press Resume");
});

it("says of whom it does not know what was looked through, and of an erased person that they were erased", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const link = await world.linkOf(firstContact(world));
  const unknown = await world.app.answer("nobody@example.com");
  expect(unknown).toMatchObject({ verdict: "No contact that fits this has been seen on either side.", contact: null });
  expect(unknown.reasons.join(" ")).toMatch(/HighLevel was last read in full .* ago, incident\.io was last read in full/u);
  await world.change({ mode: "paused" });
  expect((await world.app.answer("nobody@example.com")).reasons[0]).toBe('The flow "test" is paused.');
  await world.app.erase(link.id, "ada");
  expect((await world.app.answer(String(link.left?.fields["email"]))).verdict).toBe("This person was erased here.");
  await expect(world.app.answer("  ")).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
});

it("tells which contacts are on an incident now, from cases' tasks or from tags, and no longer when it is over", async () => {
  for (const kinds of [["case-task", "case-tags"], ["case-tags"]] as const) {
    const world = await createWorld({ contacts: 2 });
    await addEveryBridge(world.ports, await world.bridge(), kinds);
    await world.load();
    const contact = firstContact(world);
    const incident = openIncident(world, [contact]);
    await settle(world);
    const now = await world.app.incidentsNow([contact, "someone-else"]);
    expect([...now.keys()]).toEqual([contact]);
    expect(now.get(contact)?.[0]?.title).toMatch(/^INC-\d+/u);
    expect(await world.app.affectedContacts()).toEqual([contact]);
    world.incident.control.editIncident(incident, { status: "Closed" });
    await settle(world);
    expect((await world.app.incidentsNow([contact])).size).toBe(0);
    expect(await world.app.affectedContacts()).toEqual([]);
  }
});
