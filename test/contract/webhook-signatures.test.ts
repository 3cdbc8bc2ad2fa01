import { createHmac } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { createIncidentSandbox } from "#sandbox/incidentio/start-incident-sandbox.ts";
import { openDoor } from "./webhook-door.ts";

/** The secrets of one endpoint while one takes over from the other, and one of somebody else. */
const secretOf = (seed: string): string => `whsec_${Buffer.from(seed.repeat(4)).toString("base64")}`;
const [current, former, foreign] = [secretOf("current"), secretOf("former!"), secretOf("foreign")];

interface Signed {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
}
const headersOf = ({ id, timestamp, signature }: Signed): Record<string, string> => ({
  ...(id !== undefined && { "webhook-id": id }),
  ...(timestamp !== undefined && { "webhook-timestamp": timestamp }),
  ...(signature !== undefined && { "webhook-signature": signature }),
});

/** The whole door of ours: signature, then replay window (X3). True when the event was let in. */
async function doorOf(secrets: readonly string[]): Promise<(signed: Signed) => Promise<boolean>> {
  const door = await openDoor({ secrets });
  return async (signed) => {
    const { status } = await door.receive("incident", headersOf(signed), signed.body);
    expect([200, 401]).toContain(status);
    return status === 200;
  };
}

/** The published library's word, for a receiver that tries each of its secrets. */
function letsIn(secrets: readonly string[], signed: Signed): boolean {
  return secrets.some((secret) => {
    try {
      new Webhook(secret).verify(signed.body, headersOf(signed), { jsonParse: false });
      return true;
    } catch {
      return false;
    }
  });
}

const hmac = (secret: string, signed: Pick<Signed, "id" | "timestamp">, body: Uint8Array): string =>
  createHmac("sha256", Buffer.from(secret.replace("whsec_", ""), "base64"))
    .update(`${String(signed.id)}.${String(signed.timestamp)}.`)
    .update(body)
    .digest("base64");

/** Thousands of signatures take as long as the machine needs. */
const PATIENCE_MS = 300_000;

const nowSeconds = (): number => Math.floor(systemClock.now() / 1_000);

/** Seconds from now: within the window, and beyond it, with ten seconds around its edges left out, because both read a running clock. */
const fresh = fc.integer({ min: -290, max: 290 });
const offset = fc.oneof({ weight: 4, arbitrary: fresh }, fc.integer({ min: 310, max: 100_000 }), fc.integer({ min: -100_000, max: -310 }));
const body = fc.oneof(
  fc.json(),
  fc.string({ unit: "binary" }).map((text) => text.toWellFormed()),
  fc.constant('{"event_type":"public_incident.incident_created_v2","public_incident.incident_created_v2":{"name":"日本 🚒"}}'),
);
const messageId = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 }).filter((id) => id.trim() === id);
const signer = fc.constantFrom(current, former, foreign);

/** A delivery whose headers keep to the grammar; what they say may be wrong. */
const wellFormed = fc
  .record({
    id: messageId,
    offset,
    body,
    signers: fc.array(signer, { minLength: 1, maxLength: 3 }),
    /** Bits to flip after signing: none, or one of body or one of the signatures. */
    flip: fc.option(fc.record({ where: fc.constantFrom("body", "signature", "id", "timestamp"), bit: fc.nat() }), { freq: 2 }),
  })
  .map((drawn): Signed => {
    const stamped = { id: drawn.id, timestamp: String(nowSeconds() + drawn.offset) };
    const bytes = Buffer.from(drawn.body);
    const signatures: Buffer[] = drawn.signers.map((secret) => Buffer.from(hmac(secret, stamped, bytes), "base64"));
    const { flip } = drawn;
    if (flip?.where === "signature") signatures[0] = flipped(must(signatures[0], "a signature"), flip.bit);
    const changed = flip?.where === "body" ? asText(flipped(bytes, flip.bit)) : bytes;
    return {
      id: flip?.where === "id" ? `${drawn.id}x` : drawn.id,
      timestamp: flip?.where === "timestamp" ? String(Number(stamped.timestamp) + 1) : stamped.timestamp,
      signature: signatures.map((signature) => `v1,${signature.toString("base64")}`).join(" "),
      body: changed,
    };
  });

function flipped(bytes: Buffer, at: number): Buffer {
  if (bytes.byteLength === 0) return Buffer.from("x");
  const bit = at % (bytes.byteLength * 8);
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
/** The library signs text, so bytes that are none are compared elsewhere. */
const asText = (bytes: Buffer): Buffer => Buffer.from(bytes.toString("utf8"));

/** Ways to write a header that real senders never use. */
const oddSignature: readonly ((signature: string) => string | undefined)[] = [
  () => undefined,
  () => "",
  (signature) => signature.replace("v1,", ""),
  (signature) => signature.replace("v1,", "V1,"),
  (signature) => signature.replace("v1,", "v1a,"),
  (signature) => signature.replace("v1,", "v2,"),
  (signature) => signature.replace("v1,", "v1=,"),
  (signature) => `${signature},more`,
  (signature) => ` ${signature}`,
  (signature) => `${signature}  ${signature}`,
  (signature) => `v1, ${signature}`,
  (signature) => `v1a,x ${signature}`,
  (signature) => signature.replace(/=$/u, ""),
  (signature) => signature.replaceAll("+", "-").replaceAll("/", "_"),
  (signature) => signature.replaceAll(" ", ","),
  (signature) => `${signature}\t`,
  (signature) => signature.slice(0, -5),
  (signature) => signature.toLowerCase(),
];
const oddTimestamp: readonly ((timestamp: string) => string | undefined)[] = [
  () => undefined,
  () => "",
  () => "now",
  () => "NaN",
  (timestamp) => `${timestamp}abc`,
  (timestamp) => `${timestamp}.5`,
  (timestamp) => ` ${timestamp}`,
  (timestamp) => `+${timestamp}`,
  (timestamp) => `-${timestamp}`,
  (timestamp) => `0${timestamp}`,
  (timestamp) => `${timestamp}000`,
  (timestamp) => `0x${Number(timestamp).toString(16)}`,
  (timestamp) => `${timestamp}e0`,
];
const oddId: readonly ((id: string) => string | undefined)[] = [() => undefined, () => "", (id) => `${id}.1`, (id) => id.repeat(300)];

/** Signed over the odd id and time, as they stand or as the library reads them, so that only their form speaks against them. */
const odd = fc
  .record({
    id: messageId,
    offset: fresh,
    body,
    signers: fc.array(fc.constantFrom(current, former), { minLength: 1, maxLength: 2 }),
    ways: fc.record({ id: fc.nat(), timestamp: fc.nat(), signature: fc.nat() }),
    odd: fc.constantFrom<readonly ("id" | "timestamp" | "signature")[]>(["id"], ["timestamp"], ["signature"], ["timestamp", "signature"]),
    asRead: fc.boolean(),
  })
  .map((drawn): Signed => {
    const changed = (
      part: "id" | "timestamp" | "signature",
      ways: readonly ((text: string) => string | undefined)[],
      text: string,
    ): string | undefined => (drawn.odd.includes(part) ? must(ways[drawn.ways[part] % ways.length], part)(text) : text);
    const id = changed("id", oddId, drawn.id);
    const timestamp = changed("timestamp", oddTimestamp, String(nowSeconds() + drawn.offset));
    const signedOver = { id, timestamp: drawn.asRead ? String(Number.parseInt(timestamp ?? "", 10)) : timestamp };
    const bytes = Buffer.from(drawn.body);
    const header = drawn.signers.map((secret) => `v1,${hmac(secret, signedOver, bytes)}`).join(" ");
    return { id, timestamp, signature: changed("signature", oddSignature, header), body: bytes };
  });

describe("incident.io's signatures, by the published library for them", () => {
  it("are what the sandbox sends, also after its secret has changed", async () => {
    const seen: Signed[] = [];
    const sandbox = createIncidentSandbox({ seed: 5, sampleIncidents: 0 });
    sandbox.control.webhooksTo(async (headers, text) => {
      seen.push({
        id: headers["webhook-id"],
        timestamp: headers["webhook-timestamp"],
        signature: headers["webhook-signature"],
        body: Buffer.from(text),
      });
      return 200;
    });
    sandbox.control.addIncident("Überlast 🚒");
    while (sandbox.control.webhooksUnderway() > 0) await new Promise(setImmediate);
    const next = sandbox.control.rotateWebhookSecret();
    sandbox.control.addIncident("After the change");
    while (sandbox.control.webhooksUnderway() > 0) await new Promise(setImmediate);
    expect(seen.map((signed) => [letsIn([sandbox.webhookSecret], signed), letsIn([next], signed)])).toEqual([
      [true, false],
      [false, true],
    ]);
    const door = await doorOf([sandbox.webhookSecret, next]);
    for (const signed of seen) expect(await door(signed)).toBe(true);
  });

  it(
    "X3 are judged by us exactly as by the library, over bit flips, several signatures, several secrets and stale times",
    { timeout: PATIENCE_MS },
    async () => {
      const door = await doorOf([current, former]);
      const tally = { in: 0, out: 0 };
      await fc.assert(
        fc.asyncProperty(wellFormed, async (signed) => {
          const before = letsIn([current, former], signed);
          const ours = await door(signed);
          tally[ours ? "in" : "out"] += 1;
          // Both read a running clock: what grew stale meanwhile is judged by either.
          expect([before, letsIn([current, former], signed)]).toContain(ours);
        }),
        { numRuns: 4_000 },
      );
      // Both verdicts must be common, or the comparison says little.
      expect(Math.min(tally.in, tally.out)).toBeGreaterThan(400);
    },
  );

  it("X3 in headers of odd form are never let in by us where the library refuses", { timeout: PATIENCE_MS }, async () => {
    const door = await doorOf([current, former]);
    const tally = { in: 0, out: 0 };
    await fc.assert(
      fc.asyncProperty(odd, async (signed) => {
        const library = letsIn([current, former], signed);
        tally[library ? "in" : "out"] += 1;
        expect((await door(signed)) && !library).toBe(false);
      }),
      { numRuns: 4_000 },
    );
    expect(Math.min(tally.in, tally.out)).toBeGreaterThan(400);
  });

  describe("are held to more by us than by the library:", () => {
    const stamped = (): { id: string; timestamp: string } => ({ id: "msg_1", timestamp: String(nowSeconds()) });
    const bytes = Buffer.from('{"event_type":"x"}');
    const verdicts = async (signed: Signed): Promise<readonly boolean[]> => [await (await doorOf([current]))(signed), letsIn([current], signed)];

    it("a time with something behind its digits, which the library cuts off", async () => {
      const { id, timestamp } = stamped();
      const signature = `v1,${hmac(current, { id, timestamp }, bytes)}`;
      expect(await verdicts({ id, timestamp: `${timestamp}abc`, signature, body: bytes })).toEqual([false, true]);
    });

    it("a time with a zero before it, which the library leaves out", async () => {
      const { id, timestamp } = stamped();
      const signature = `v1,${hmac(current, { id, timestamp }, bytes)}`;
      expect(await verdicts({ id, timestamp: `0${timestamp}`, signature, body: bytes })).toEqual([false, true]);
    });

    it("a signature with something behind it, which the library cuts off", async () => {
      const signed = stamped();
      expect(await verdicts({ ...signed, signature: `v1,${hmac(current, signed, bytes)},more`, body: bytes })).toEqual([false, true]);
    });

    it("an id of more than 256 characters", async () => {
      const signed = { ...stamped(), id: "i".repeat(257) };
      expect(await verdicts({ ...signed, signature: `v1,${hmac(current, signed, bytes)}`, body: bytes })).toEqual([false, true]);
    });
  });

  it("cover bytes that are no text: we check what arrived, the library a reading of it", async () => {
    const signed = { id: "msg_1", timestamp: String(nowSeconds()) };
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const overBytes = { ...signed, signature: `v1,${hmac(current, signed, bytes)}`, body: bytes };
    const overReading = { ...signed, signature: `v1,${hmac(current, signed, asText(bytes))}`, body: bytes };
    const door = await doorOf([current]);
    expect([await door(overBytes), letsIn([current], overBytes)]).toEqual([true, false]);
    expect([await door(overReading), letsIn([current], overReading)]).toEqual([false, true]);
  });
});
