import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import { Prng } from "../kit/prng.ts";
import { sampleContacts } from "./sample-contacts.ts";
import { stopped } from "./testing.ts";

describe("sample contacts", () => {
  it("are 10,000 people with e-mails that differ and valid phones that differ, also from those numbered from a million", () => {
    const people = [...sampleContacts(new Prng(1), 10_000), ...sampleContacts(new Prng(2), 5_000, 1_000_000)];
    const phones = people.flatMap(({ phone }) => (phone === null ? [] : [parsePhoneNumberFromString(phone, "US")]));
    expect(phones.filter((phone) => phone?.isValid() !== true)).toEqual([]);
    expect(new Set(phones.map((phone) => phone?.number)).size).toBe(phones.length);
    expect(phones.length).toBeGreaterThan(14_000);
    expect(new Set(people.map(({ email }) => email.toLowerCase())).size).toBe(people.length);
  });

  it("write in every script, with emoji, apostrophes and very long names, and live at example domains", () => {
    const people = sampleContacts(new Prng(1), 500);
    const names = people.map(({ firstName, lastName }) => `${firstName} ${lastName}`).join("\n");
    for (const script of ["Latin", "Cyrillic", "Arabic", "Hebrew", "Greek", "Devanagari", "Thai", "Han", "Hiragana", "Hangul"])
      expect(names).toMatch(new RegExp(`\\p{Script=${script}}`, "u"));
    expect(names).toMatch(/\p{Extended_Pictographic}/u);
    expect(names).toMatch(/['’]/u);
    expect(people.some(({ firstName, lastName }) => firstName.length + lastName.length > 60)).toBe(true);
    for (const { email } of people) expect(email).toMatch(/^[a-z.]+\.\d+@(?:mail\.)?example\.(?:com|org|net)$/iu);
  });

  it("are the same for the same seed", () => {
    expect(sampleContacts(new Prng(9), 20)).toEqual(sampleContacts(new Prng(9), 20));
    expect(sampleContacts(new Prng(9), 20)).not.toEqual(sampleContacts(new Prng(8), 20));
  });

  it("fill a location with all of them, none refused or merged, and go on after deletes without repeating anybody", () => {
    const { sandbox } = stopped({ sampleContacts: 500 });
    const { control } = sandbox;
    control.deleteContact(String(control.contacts()[0]?.["id"]));
    control.addSampleContacts(100);
    const contacts = control.contacts();
    expect([contacts.length, new Set(contacts.map(({ email }) => email)).size, control.customFields().map(({ name }) => name)]).toEqual([
      599,
      599,
      ["Plan", "Seats"],
    ]);
    const phones = contacts.flatMap(({ phone }) => (phone === undefined ? [] : [String(phone)]));
    expect(phones.every((phone) => /^\+\d{8,15}$/u.test(phone))).toBe(true);
    expect(
      contacts.some(({ customFields }) => (customFields as readonly { readonly value: unknown }[]).some(({ value }) => typeof value === "number")),
    ).toBe(true);
  });
});
