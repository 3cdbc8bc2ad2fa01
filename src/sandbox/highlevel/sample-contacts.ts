import type { Prng } from "../kit/prng.ts";
import { companies, peoples, plans, tags } from "./sample-names.ts";
import { samplePhone } from "./sample-phones.ts";

export interface SampleContact {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string | null;
  readonly companyName: string | null;
  readonly tags: readonly string[];
  readonly website: string | null;
  readonly plan: string | null;
  readonly seats: number | null;
}

/** Every so many people have no phone. */
const WITHOUT_PHONE = 25;

/** Invented contacts with unique e-mails and valid phones that differ, in many scripts and number formats; the same seed gives the same people. `from` is the number of the first. */
export function sampleContacts(prng: Prng, count: number, from = 0): readonly SampleContact[] {
  return Array.from({ length: count }, (_unused, index) => sampleContact(prng, from + index));
}

function sampleContact(prng: Prng, index: number): SampleContact {
  const { country, given, family } = prng.pick(peoples);
  const [firstName, lastName] = [prng.pick(given), prng.pick(family)];
  return {
    firstName,
    lastName,
    email: `${mailName(firstName, lastName)}.${String(index)}@${prng.pick(["example.com", "Example.org", "mail.example.net"])}`,
    phone: index % WITHOUT_PHONE === WITHOUT_PHONE - 1 ? null : samplePhone(country, index),
    companyName: prng.fraction() < 0.5 ? prng.pick(companies) : null,
    tags: tags.filter(() => prng.fraction() < 0.2),
    website: prng.fraction() < 0.3 ? `https://shop-${String(index)}.example.com/` : null,
    plan: prng.fraction() < 0.6 ? prng.pick(plans) : null,
    seats: prng.fraction() < 0.4 ? 1 + prng.below(250) : null,
  };
}

/** Names in Latin letters without their marks; other scripts have no spelling that a mailbox takes for granted. */
function mailName(firstName: string, lastName: string): string {
  const plain = `${firstName} ${lastName}`
    .normalize("NFD")
    .toLowerCase()
    .replace(/['’]|\p{M}/gu, "");
  const words = plain.match(/[a-z]+/gu) ?? [];
  return words.join(".").slice(0, 40).replace(/\.$/u, "") || "person";
}
