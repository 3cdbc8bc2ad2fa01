import { generateKeyPairSync, sign, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHighLevelVerifier } from "#vendors/highlevel/webhook.ts";
import { incidentVerifier } from "#vendors/incidentio/webhook.ts";

/** SubjectPublicKeyInfo of Ed25519 up to the key itself. */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const base64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");

/** Our HighLevel verifier's word on one Ed25519 signature; all in hexadecimal. */
function takes(publicKey: string, message: string, signature: string): boolean {
  const verifier = createHighLevelVerifier([Buffer.concat([SPKI, Buffer.from(publicKey, "hex")]).toString("base64")]);
  return verifier.verify({ headers: { "x-ghl-signature": base64(signature) }, body: Buffer.from(message, "hex") }).kind === "verified";
}

/** RFC 8032, section 7.1, tests 1 to 3: public key, message, signature. */
const rfc8032 = [
  [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
] as const;

/** Order of the curve's group: a signature stays valid modulo it, so a verifier must insist on the smaller number. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const littleEndian = (value: bigint): string => Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse().toString("hex");
const numberIn = (hex: string): bigint => BigInt(`0x${Buffer.from(hex, "hex").reverse().toString("hex")}`);

describe("Ed25519, through the verifier of HighLevel's events", () => {
  it.each(rfc8032)("X2 takes the published signature under %s, and none with a bit changed anywhere", (key, message, signature) => {
    expect(takes(key, message, signature)).toBe(true);
    for (let bit = 0; bit < 512; bit += 1) {
      const bytes = Buffer.from(signature, "hex");
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(takes(key, message, bytes.toString("hex")), String(bit)).toBe(false);
    }
    expect(takes(key, `${message}00`, signature)).toBe(false);
  });

  it.each(rfc8032)("X2 refuses the same signature under %s written in another way", (key, message, signature) => {
    const [r, s] = [signature.slice(0, 64), signature.slice(64)];
    const zeros = "00".repeat(32);
    const others = [
      r + littleEndian(numberIn(s) + ORDER),
      r + littleEndian(ORDER),
      r + zeros,
      r + "ff".repeat(32),
      zeros + s,
      zeros + zeros,
      `01${"00".repeat(31)}${zeros}`,
      s + r,
      signature.slice(0, -2),
      `${signature}00`,
      r,
      "",
    ];
    for (const other of others) expect(takes(key, message, other), other).toBe(false);
  });

  it("X2 refuses base64 of the right bytes that another decoder might take", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const verifier = createHighLevelVerifier([publicKey.export({ type: "spki", format: "der" }).toString("base64")]);
    const body = Buffer.from('{"type":"x"}');
    const sound = sign(null, body, privateKey).toString("base64");
    const says = (header: string | undefined): string => verifier.verify({ headers: { "x-ghl-signature": header }, body }).kind;
    expect(says(sound)).toBe("verified");
    const odd = [undefined, "N/A", sound.slice(0, -2), `${sound}=`, ` ${sound}`, `${sound}\n`, `${sound}, ${sound}`, sound.replace("==", "%3D%3D")];
    for (const header of odd) expect(says(header), String(header)).toBe("rejected");
  });
});

describe("Standard Webhooks, through the verifier of incident.io's events", () => {
  /** The library's published vector. */
  const secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  const sound = { "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330", "webhook-signature": signature };
  const says = (
    headers: Readonly<Record<string, string | undefined>>,
    body = '{"test": 2432232314}',
    secrets: readonly string[] = [secret],
  ): string => incidentVerifier.verify({ headers, body: Buffer.from(body) }, { secrets }).kind;

  it("X2 takes the published vector, with and without the secret's prefix, and beside signatures and secrets of others", () => {
    expect(says(sound)).toBe("verified");
    expect(says(sound, undefined, [`whsec_${secret}`])).toBe("verified");
    expect(says(sound, undefined, ["whsec_c29tZWJvZHkgZWxzZQ==", secret])).toBe("verified");
    const other = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    for (const more of [
      `${other} ${signature}`,
      `${signature} ${other}`,
      `v2,${signature.slice(3)} ${signature}`,
      `v1a,${"A".repeat(86)}== ${signature}`,
    ])
      expect(says({ ...sound, "webhook-signature": more }), more).toBe("verified");
  });

  it.each([
    ["no id", { ...sound, "webhook-id": undefined }],
    ["an empty id", { ...sound, "webhook-id": "" }],
    ["another id", { ...sound, "webhook-id": "msg_other" }],
    ["no time", { ...sound, "webhook-timestamp": undefined }],
    ["a time that is no number", { ...sound, "webhook-timestamp": "hello" }],
    ["another time", { ...sound, "webhook-timestamp": "1614265331" }],
    ["no signature", { ...sound, "webhook-signature": undefined }],
    ["an empty signature", { ...sound, "webhook-signature": "" }],
    ["part of a signature", { ...sound, "webhook-signature": signature.slice(0, 8) }],
    ["a version and nothing else", { ...sound, "webhook-signature": "v1," }],
    ["no version", { ...sound, "webhook-signature": signature.slice(3) }],
    ["the signature as one of the asymmetric scheme", { ...sound, "webhook-signature": `v1a,${signature.slice(3)}` }],
    ["the headers by the sender's older names", { "svix-id": sound["webhook-id"], "svix-timestamp": "1614265330", "svix-signature": signature }],
  ] as const)("X2 refuses it with %s", (_name, headers) => {
    expect(says(headers)).toBe("rejected");
  });

  it("X2 refuses it with another body, no body, and without any usable secret", () => {
    for (const body of ["", '{"test":2432232314}', '{"test": 2432232314} ']) expect(says(sound, body), body).toBe("rejected");
    for (const secrets of [[], [""], ["whsec_"], ["!!!"]]) expect(says(sound, undefined, secrets), secrets.join()).toBe("rejected");
  });

  it("X2 agrees with another implementation of HMAC-SHA256 over keys and bodies of any length", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.uint8Array({ maxLength: 300 }), fc.nat(255), async (key, body, flip) => {
        const imported = await webcrypto.subtle.importKey("raw", Uint8Array.from(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
        const signed = Buffer.concat([Buffer.from("msg_1.1614265330."), body]);
        const made = Buffer.from(await webcrypto.subtle.sign("HMAC", imported, signed));
        const verdict = (bytes: Buffer): string =>
          incidentVerifier.verify(
            { headers: { ...sound, "webhook-id": "msg_1", "webhook-signature": `v1,${bytes.toString("base64")}` }, body },
            { secrets: [Buffer.from(key).toString("base64")] },
          ).kind;
        expect(verdict(made)).toBe("verified");
        const wrong = Buffer.from(made);
        wrong[flip >> 3] = (wrong[flip >> 3] ?? 0) ^ (1 << (flip & 7));
        expect(verdict(wrong)).toBe("rejected");
        for (const length of [0, 16, 31]) expect(verdict(made.subarray(0, length))).toBe("rejected");
      }),
    );
  });
});

interface Wycheproof {
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk: string };
    readonly tests: readonly {
      readonly tcId: number;
      readonly comment: string;
      readonly msg: string;
      readonly sig: string;
      readonly result: string;
    }[];
  }[];
}
const folder = process.env["HIGHWIRE_WYCHEPROOF"] ?? "";

/** Their data is in no npm package and is not copied here; whoever has a clone names its folder of vectors, and a folder without them fails. */
describe.skipIf(folder === "")("Wycheproof's Ed25519 vectors, run where HIGHWIRE_WYCHEPROOF names their folder", () => {
  it("X2 each is judged as its authors say", () => {
    const { testGroups } = JSON.parse(readFileSync(join(folder, "ed25519_test.json"), "utf8")) as Wycheproof;
    let count = 0;
    for (const { publicKey, tests } of testGroups)
      for (const { tcId, comment, msg, sig, result } of tests) {
        count += 1;
        expect(takes(publicKey.pk, msg, sig), `${String(tcId)}: ${comment}`).toBe(result === "valid");
      }
    expect(count).toBeGreaterThan(100);
  });
});
