import { generateKeyPairSync, verify } from "node:crypto";
import { expect, it } from "vitest";
import { notObjects, unreadable } from "../../abuse/support/bad-bodies.ts";
import { oddButSigned, traps, wronglyTyped } from "./odd-strikes.ts";
import type { Target } from "./target.ts";

const keys = generateKeyPairSync("ed25519");
const target: Target = {
  port: 1,
  locationId: "loc1",
  incidentPath: "/webhooks/incident/1",
  highlevelKey: keys.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
  incidentSecret: "c2VjcmV0",
};

it("X2 sends every odd body from both vendors, HighLevel's under a signature that fits", () => {
  const bodies = unreadable.length + notObjects.length + traps.length;
  const requests = Array.from({ length: 2 * bodies }, (_unused, index) => oddButSigned(target, index));
  const texts = requests.map(({ path, body }) => `${path} ${Buffer.from(body ?? "").toString("latin1")}`);
  expect(new Set(texts).size).toBe(2 * bodies);
  for (const { path, headers = [], body = "" } of requests) {
    const signature = headers.find(([name]) => name === "x-ghl-signature")?.[1];
    if (path === target.incidentPath) expect(signature).toBeUndefined();
    else expect(verify(null, Buffer.from(body), keys.publicKey, Buffer.from(signature ?? "", "base64"))).toBe(true);
  }
});

it("X2 claims sound events to be something other than JSON, or nothing", () => {
  const types = Array.from({ length: 16 }, (_unused, index) => wronglyTyped(target, index).headers?.find(([name]) => name === "content-type")?.[1]);
  expect(new Set(types)).toContain(undefined);
  expect(types).not.toContain("application/json");
});
