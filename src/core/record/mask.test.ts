import { expect, it } from "vitest";
import { isMasked, mask, maskForGuests } from "./mask.ts";

it("P5 shows of personal values only what tells two of them apart", () => {
  expect(mask("email", "ada@example.com")).toBe("a•••@example.com");
  expect(mask("email", "no address")).toBe("•••");
  expect(mask("phone", "+14155550101")).toBe("••• 01");
  expect(mask("text", "a long story")).toBe("•••");
  expect(mask("set", ["one", "two"])).toEqual(["•••", "•••"]);
  expect(mask("number", 4)).toBe("•••");
  expect(mask("text", null)).toBeNull();
});

it("P5 hides from guests where an address is at, too", () => {
  expect(maskForGuests("email", "ada@mail.example.co.uk")).toBe("a•••@•••.uk");
  expect(maskForGuests("email", "ada@localhost")).toBe("a•••@•••");
  expect(maskForGuests("email", "no address")).toBe("•••");
  expect(maskForGuests("phone", "+14155550101")).toBe("••• 01");
});

it("P5 masks every personal field but the name", () => {
  expect(isMasked({ field: "email", kind: "email", personal: true })).toBe(true);
  expect(isMasked({ field: "fullName", kind: "name", personal: true })).toBe(false);
  expect(isMasked({ field: "website", kind: "url", personal: false })).toBe(false);
});
