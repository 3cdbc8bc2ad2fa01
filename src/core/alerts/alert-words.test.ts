import { expect, it } from "vitest";
import { alertKinds, type AlertNeed } from "./alert.ts";
import { alertWords } from "./alert-words.ts";

const need = (more: Partial<AlertNeed>): AlertNeed => ({
  cause: "cause",
  kind: "parked",
  code: null,
  vendor: "highlevel",
  entity: "contact",
  count: 1,
  since: 0,
  href: "/",
  ...more,
});

it("names the vendor, the reason and its code, and says what to do", () => {
  const { title, text } = alertWords(need({ kind: "connection", code: "HW_VENDOR_TOKEN_EXPIRED" }));
  expect(title).toBe("HighLevel is paused: The vendor no longer accepts our token (HW-1401)");
  expect(text).toMatch(/^Everything meant for this account waits, and nothing is lost\. \S/u);
});

it("counts in words that fit one and many", () => {
  expect(alertWords(need({ kind: "conflicts", count: 1 })).title).toBe("1 conflict waits for a decision");
  expect(alertWords(need({ kind: "conflicts", count: 38 })).title).toBe("38 conflicts wait for a decision");
  expect(alertWords(need({ kind: "token", count: 0 })).title).toBe("HighLevel's token ends today");
  expect(alertWords(need({ kind: "token", count: 6 })).title).toBe("HighLevel's token ends in 6 days");
  expect(alertWords(need({ kind: "brake", count: 412 })).title).toBe("Stopped: 412 deletes look wrong");
});

it.each(alertKinds)("has words for %s also where little is known, in whole sentences", (kind) => {
  const { title, text } = alertWords(need({ kind, vendor: null, entity: null }));
  expect(title).toMatch(/^[A-Z0-9][^\n]{8,}[^.\s]$/u);
  expect(text).toMatch(/^[A-Z].*\.$/u);
  expect(`${title} ${text}`).not.toMatch(/undefined|null|NaN/u);
});
