import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { seal, sealingKey, unseal, type Place } from "./envelope.ts";

const key = sealingKey(new Uint8Array(randomBytes(32)));
const place: Place = { workspaceId: "w1", table: "secrets", column: "sealed", row: "connection:c1:credential" };

it("T1 a sealed text opens where it was sealed, and in no other workspace, table, column or row", () => {
  const sealed = seal(key, place, "pit-secret");
  expect(unseal(key, place, sealed).toString()).toBe("pit-secret");
  for (const part of ["workspaceId", "table", "column", "row"] as const)
    expect(() => unseal(key, { ...place, [part]: `${place[part]}x` }, sealed), part).toThrow(expect.objectContaining({ code: "HW_STORAGE_SECRET" }));
});

it("T1 no two places are one to the seal, however their parts are cut", () => {
  const sealed = seal(key, { ...place, column: "a|1:b", row: "c" }, "x");
  expect(() => unseal(key, { ...place, column: "a", row: "b|1:c" }, sealed)).toThrow();
});

it("P5 a sealed text shows nothing, and refuses another key, a changed byte and another spelling without repeating them", () => {
  const sealed = seal(key, place, "pit-secret");
  expect(seal(key, place, "pit-secret")).not.toBe(sealed);
  expect(Buffer.from(sealed.split(".")[2] ?? "", "base64url").includes("pit-secret")).toBe(false);
  const [version, kid, body] = sealed.split(".") as [string, string, string];
  const flipped = `${body.slice(0, 20)}${body[20] === "A" ? "B" : "A"}${body.slice(21)}`;
  const wrong = [`${version}.${kid}.${flipped}`, `${version}.${kid}.${body}=`, `v2.${kid}.${body}`, `${version}.${kid}.`, `${sealed}.x`, ""];
  for (const text of wrong) expect(() => unseal(key, place, text), text).toThrow(expect.objectContaining({ code: "HW_STORAGE_SECRET" }));
  const foreign = sealingKey(new Uint8Array(randomBytes(32)));
  expect(() => unseal(foreign, place, sealed)).toThrow(expect.objectContaining({ message: expect.not.stringContaining("pit-secret") as string }));
});
