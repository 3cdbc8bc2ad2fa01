import { describe, expect, it } from "vitest";
import { digestVersion, isDated, isLaterVersion, isNewsTo } from "./version.ts";

describe("versions", () => {
  it("W2 take an older row for a stale list and a later one for news, whatever the digits of their fractions", () => {
    expect(isNewsTo("2026-11-25T10:00:00.5Z", "2026-11-25T10:00:00.45Z")).toBe(false);
    expect(isNewsTo("2026-11-25T10:00:00.5Z", "2026-11-25T10:00:00.500Z")).toBe(false);
    expect(isNewsTo("2026-11-25T10:00:00.5Z", "2026-11-25T10:00:00.51Z")).toBe(true);
  });

  it("W2 take another digest for news, and the same for none", () => {
    expect(isNewsTo(digestVersion("ab"), digestVersion("ab"))).toBe(false);
    expect(isNewsTo(digestVersion("ab"), digestVersion("cd"))).toBe(true);
    expect(isNewsTo("", digestVersion("cd"))).toBe(true);
  });

  it("say of a digest neither when it was nor that it is later", () => {
    expect(isDated(digestVersion("2026"))).toBe(false);
    expect(isDated("2026-11-25T10:00:00Z")).toBe(true);
    expect(isLaterVersion(digestVersion("ff"), digestVersion("00"))).toBe(false);
  });
});
