import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createCatalog } from "#catalog/catalog.ts";
import { issuesOf } from "#catalog/check-value.ts";
import { createFactsReader } from "#catalog/operation-facts.ts";
import type { Trigger } from "#core/catalog/operation.ts";
import { must } from "#lib/must.ts";
import { highlevelEvents, incidentioEvents } from "#vendors/generated/webhook-events.ts";
import { wholeValue } from "../catalog/sample-values.ts";
import { describeWithFacts } from "./needs-documents.ts";
import { factsFolder } from "./openapi.ts";
import { openDoor, type WebhookDoor } from "./webhook-door.ts";

const catalog = createCatalog(createFactsReader());
const secret = `whsec_${Buffer.from("a secret of the test alone").toString("base64")}`;
const keys = generateKeyPairSync("ed25519");
const items = (await catalog.items()).filter(({ kind, vendor }) => kind === "trigger" && vendor !== "highwire");
const triggers = await Promise.all(items.map(async ({ id }) => must(await catalog.trigger(id), id)));
let door: WebhookDoor;

beforeAll(async () => {
  door = await openDoor({ secrets: [secret], keys: [keys.publicKey.export({ type: "spki", format: "der" }).toString("base64")], locationId: "loc1" });
});

/** An event as the vendor would send it, signed, with everything in it that the documents name. */
function delivery({ vendor, event, output }: Trigger, count: number): { readonly headers: Record<string, string>; readonly body: Buffer } {
  const whole = wholeValue(output) as Record<string, unknown>;
  if (vendor === "highlevel") {
    const payload = { ...whole, type: event, locationId: "loc1", timestamp: new Date().toISOString(), webhookId: `hook-${String(count)}` };
    const body = Buffer.from(JSON.stringify(payload));
    return { body, headers: { "x-ghl-signature": sign(null, body, keys.privateKey).toString("base64") } };
  }
  const body = Buffer.from(JSON.stringify({ event_type: event, [String(event)]: whole }));
  const [id, at] = [`msg_${String(count)}`, String(Math.floor(Date.now() / 1_000))];
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${at}.`).update(body).digest("base64");
  return { body, headers: { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": `v1,${signature}` } };
}

describe("every trigger of the vendors", () => {
  it.each(triggers.map((trigger, index) => ({ id: trigger.id, trigger, index })))(
    "$id is accepted at the webhook door, signed, and kept under its name",
    async ({ trigger, index }) => {
      const { headers, body } = delivery(trigger, index);
      const before = door.committed.length;
      const answer = await door.receive(trigger.vendor === "highlevel" ? "highlevel" : "incident", headers, body);
      expect(answer.status).toBe(200);
      expect(door.committed.slice(before).map(({ type }) => type)).toEqual([trigger.event]);
    },
  );

  it.each(triggers.map((trigger, index) => ({ id: trigger.id, trigger, index })))(
    "$id begins one run of a workflow that asks for it, also when it comes twice",
    async ({ trigger, index }) => {
      const vendor = trigger.vendor === "highlevel" ? "highlevel" : "incident";
      const begun = await door.publish(vendor, trigger.event ?? "");
      const { headers, body } = delivery(trigger, 10_000 + index);
      for (let again = 0; again < 2; again += 1) expect((await door.receive(vendor, headers, body)).status).toBe(200);
      expect(await begun()).toBe(1);
    },
  );

  it.each(triggers.map((trigger) => ({ id: trigger.id, trigger })))("$id fits its own schema", ({ trigger }) => {
    expect(issuesOf(trigger.output, wholeValue(trigger.output))).toEqual([]);
  });

  it("are all that the webhook door knows by name", () => {
    const named = new Set(triggers.map(({ event }) => event));
    expect([...highlevelEvents, ...incidentioEvents].filter((event) => !named.has(event))).toEqual([]);
  });
});

describeWithFacts("the triggers beside the published events", () => {
  it("has every page of events of both vendors", () => {
    const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(join(factsFolder, file), "utf8")) as Record<string, unknown>;
    const pages = read("highlevel-webhooks.json")["events"] as readonly { readonly page: string; readonly wireType: string | null }[];
    const events = read("incidentio-webhooks.json")["events"] as readonly { readonly event_type: string }[];
    const published = [...pages.map(({ page, wireType }) => wireType ?? page), ...events.map(({ event_type }) => event_type)];
    const named = new Set(triggers.map(({ event }) => event));
    expect(published.filter((event) => !named.has(event))).toEqual([]);
  });
});
