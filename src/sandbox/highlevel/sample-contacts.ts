import type { Prng } from "../kit/prng.ts";

/** Invented given and family names, by script, with the region whose phone numbers go with them. */
const peoples = [
  { country: "US", first: ["Ada", "Grace", "Miles", "June", "O'Neil", "Robin"], last: ["Whitfield", "Okafor", "Sandoval", "McKenna", "Van der Berg", "Brooks"] },
  { country: "DE", first: ["Jürgen", "Käthe", "Zoë", "Søren"], last: ["Weiß", "Müller-Lüdenscheidt", "Ångström", "Groß"] },
  { country: "FR", first: ["Éloïse", "François", "Maëlys"], last: ["Lefèvre", "D’Aubigné", "Chênevert"] },
  { country: "PL", first: ["Łukasz", "Żaneta"], last: ["Wójcik", "Dąbrowski"] },
  { country: "GR", first: ["Ελένη", "Γιώργος"], last: ["Παπαδοπούλου", "Νικολάου"] },
  { country: "BG", first: ["Мария", "Иван"], last: ["Петрова", "Георгиев"] },
  { country: "IL", first: ["נועה", "יוסי"], last: ["לוי", "כהן"] },
  { country: "AE", first: ["ليلى", "عمر"], last: ["الحسن", "عبد الله"] },
  { country: "IN", first: ["आरव", "प्रिया"], last: ["शर्मा", "अय्यर"] },
  { country: "CN", first: ["丽华", "子轩"], last: ["王", "欧阳"] },
  { country: "JP", first: ["さくら", "健一"], last: ["高橋", "𠮷田"] },
  { country: "KR", first: ["서연", "민준"], last: ["김", "남궁"] },
  { country: "BR", first: ["João", "Conceição"], last: ["Araújo", "de Sá"] },
  { country: "US", first: ["Sunny ☀️", "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff"], last: ["Day", "Senior the Third of the Long Name"] },
] as const;

/** Number patterns per region; `#` is any digit. Formats differ on purpose. */
const phones: Readonly<Record<string, readonly string[]>> = {
  US: ["(212) 555-01##", "+1 415 555 01##", "305.555.01##", "1-617-555-01##"],
  DE: ["+49 30 23125 ###", "+49 (0)30 23125###"], FR: ["+33 1 99 00 ## ##", "+33199 00####"], PL: ["+48 22 555 ## ##"], GR: ["+30 21 0555 ####"], BG: ["+359 2 955 ####"],
  IL: ["+972 3-555-####"], AE: ["+971 4 555 ####"], IN: ["+91 22 5550 ####", "+91-98765-4####"], CN: ["+86 10 5555 ####"], JP: ["+81 3-5555-####"], KR: ["+82 2-555-####"],
  BR: ["+55 11 5555-####", "+55 (11) 95555-####"],
};

const companies = ["Blue Heron Dental", "Café Größe & Söhne", "Northwind Yoga", "株式会社みどり", "Fenix Plumbing Ltd.", "O'Hara's Garage", "شركة النور"] as const;
const tags = ["vip", "trial", "newsletter", "enterprise", "renewal-q4", "beta"] as const;
const plans = ["Starter", "Growth", "Enterprise"] as const;

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

/** Invented contacts with unique e-mails and phones, in many scripts and number formats; the same seed gives the same people. */
export function sampleContacts(prng: Prng, count: number, from = 0): readonly SampleContact[] {
  return Array.from({ length: count }, (_unused, index) => sampleContact(prng, from + index));
}

function sampleContact(prng: Prng, index: number): SampleContact {
  const people = prng.pick(peoples);
  const pattern = prng.pick(phones[people.country] ?? ["+1 212 555 01##"]);
  const unique = index < 10 ** (pattern.match(/#/gu) ?? []).length;
  return {
    firstName: prng.pick(people.first), lastName: prng.pick(people.last), email: `person.${String(index)}@${prng.pick(["example.com", "Example.org", "mail.example.net"])}`,
    phone: unique ? fill(pattern, index) : `+1 ${String(201 + (Math.floor(index / 10_000) % 700))} 555 ${String(index % 10_000).padStart(4, "0")}`,
    companyName: prng.fraction() < 0.5 ? prng.pick(companies) : null,
    tags: tags.filter(() => prng.fraction() < 0.25),
    website: prng.fraction() < 0.3 ? `https://shop-${String(index)}.example.com/` : null,
    plan: prng.fraction() < 0.6 ? prng.pick(plans) : null, seats: prng.fraction() < 0.4 ? 1 + prng.below(250) : null,
  };
}

/** Digits of the index from the right, so that numbers of one pattern differ. */
function fill(pattern: string, index: number): string {
  const digits = String(index).padStart((pattern.match(/#/gu) ?? []).length, "0").slice(-(pattern.match(/#/gu) ?? []).length);
  let next = 0;
  return pattern.replace(/#/gu, () => digits[next++] ?? "0");
}
