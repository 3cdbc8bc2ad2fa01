/**
 * Number patterns by region, tried in this order; `#` is any digit. Those that regulators keep for fiction come first, wide ones last.
 * Formats differ on purpose, and numbers without a plus sign are national ones of the United States.
 */
const patterns: Readonly<Record<string, readonly string[]>> = {
  US: [
    "(212) 555-01##",
    "+1 415 555 01##",
    "305.555.01##",
    "1-617-555-01##",
    "(312) 555-01##",
    "+1 (206) 555-01##",
    "404-555-01##",
    "(718) 2##-####",
    "+1 646 3## ####",
    "202.4##.####",
  ],
  GB: ["+44 20 7946 0###", "+44 (0)161 496 0###", "+44 (0)20 7### ####"],
  DE: ["+49 30 23125 ###", "+49 (0)30 90009###", "+49 30 ########"],
  SE: ["+46 70 174 06 ##", "+46 70-3## ## ##", "+46 70 ### ## ##"],
  FR: ["+33 1 99 00 ## ##", "+33 2 61 91 ## ##", "+33 (0)1 4# ## ## ##"],
  PL: ["+48 22 555 ## ##", "+48 22 ### ## ##"],
  BR: ["+55 11 5555-####", "+55 (11) 9####-####"],
  MX: ["+52 55 5550 ####", "+52 (55) ####-####"],
  GR: ["+30 21 0555 ####", "+30 210 ### ####"],
  BG: ["+359 2 955 ####", "+359 88# ### ###"],
  UA: ["+380 44 555 ## ##", "+380 (44) ###-##-##"],
  IL: ["+972 3-555-####", "+972 3-###-####"],
  AE: ["+971 50 555 ####", "+971 50 ### ####"],
  IN: ["+91-98555-#####", "+91 98### #####"],
  TH: ["+66 81 555 ####", "+66 8# ### ####"],
  CN: ["+86 10 5555 ####", "+86 138 #### ####"],
  JP: ["+81 3-5555-####", "+81 3-5###-####"],
  KR: ["+82 10-5555-####", "+82 10-3###-####"],
  AU: ["+61 2 5550 ####", "+61 491 570 ###", "+61 40# ### ###"],
};

interface Range {
  readonly pattern: string;
  readonly size: number;
}

const ranges: ReadonlyMap<string, readonly Range[]> = new Map(
  Object.entries(patterns).map(([country, list]) => [country, list.map((pattern) => ({ pattern, size: 10 ** (pattern.match(/#/gu) ?? []).length }))]),
);

/** A valid phone number of a region. Numbers of one region differ for indexes within a span of a million, as long as the wide ranges hold. */
export function samplePhone(country: string, index: number): string {
  const own = ranges.get(country) ?? ranges.get("US") ?? [];
  let left = index;
  for (const { pattern, size } of own) {
    if (left < size) return fill(pattern, left);
    left -= size;
  }
  return fill(own.at(-1)?.pattern ?? "", left);
}

/** Digits of the number from the right, so that numbers of one pattern differ. */
function fill(pattern: string, number: number): string {
  const places = (pattern.match(/#/gu) ?? []).length;
  const digits = String(number).padStart(places, "0").slice(-places);
  let next = 0;
  return pattern.replace(/#/gu, () => digits[next++] ?? "0");
}
