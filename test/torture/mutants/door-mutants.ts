import { testsOf, type Mutant } from "./mutant.ts";

const ingest = testsOf("test/engine/ingest.test.ts");
const json = testsOf("src/lib/json.test.ts");
const routes = testsOf("src/server/webhook-routes.test.ts");
const signatures = testsOf("test/contract/webhook-signatures.test.ts");
const store = testsOf("src/storage/postgres.db.test.ts");

const ingestFile = "src/engine/ingest/ingest.ts";

/** What is let in, once, and what it is answered. */
export const doorMutants: readonly Mutant[] = [
  {
    name: "acknowledged-before-the-commit",
    rule: "X1",
    file: ingestFile,
    find: `await Promise.all(holders.map((route) => commit(toEvent(delivery, verified, route, options.random))));`,
    replace: `void Promise.all(holders.map((route) => commit(toEvent(delivery, verified, route, options.random)))).catch(() => undefined);`,
    killedBy: [
      ingest("X1 acknowledges once event and mark are committed, and not before"),
      ingest("X2 answers 429 with a time to come back while the store is away, and takes the event later"),
    ],
  },
  {
    name: "event-without-its-mark",
    rule: "X1",
    file: "src/storage/postgres/inbox.ts",
    find: `              fresh.flatMap(({ event }) => event.marks),\n`,
    replace: `              [],\n`,
    killedBy: [store("X1 commits events and dirty marks together, and hands the events to whoever claims the link")],
  },
  {
    name: "store-away-is-a-503",
    rule: "X2",
    file: ingestFile,
    find: `busyAnswer: IngestAnswer = { status: 429,`,
    replace: `busyAnswer: IngestAnswer = { status: 503 as 429,`,
    killedBy: [
      ingest("X2 answers 429 with a time to come back while the store is away, and takes the event later"),
      routes("X2 /webhooks/highlevel answers 429 with a time to come back when ingest itself breaks, never in the 500s"),
    ],
  },
  {
    name: "broken-door-is-a-500",
    rule: "X2",
    file: "src/server/webhook-routes.ts",
    find: `return answer(reply, vendor, unsupported ? wrongType : busyAnswer, performance.now());`,
    replace: `return unsupported ? answer(reply, vendor, wrongType, performance.now()) : reply.code(500).send({ code: "HW_INVARIANT" });`,
    killedBy: [routes("X2 answers 429 as well when the answer cannot be made, and 413 to a body that is too large")],
  },
  {
    name: "depth-is-not-limited",
    rule: "X2",
    file: "src/lib/json.ts",
    find: `if (nestingDepth(text) > MAX_JSON_DEPTH) return`,
    replace: `if (nestingDepth(text) > MAX_JSON_DEPTH + 1) return`,
    killedBy: [json("X2 takes JSON of sixty-four levels and refuses one more, whatever the brackets are and however many follow")],
  },
  {
    name: "size-is-not-limited",
    rule: "X2",
    file: ingestFile,
    find: `if (delivery.body.byteLength > MAX_BODY_BYTES) return`,
    replace: `if (delivery.body.byteLength > MAX_BODY_BYTES * 2) return`,
    killedBy: [ingest("X2 refuses what is no JSON, what is too large and what nobody signed, and stores none of it")],
  },
  {
    name: "unsigned-is-let-in",
    rule: "X2",
    file: "src/vendors/highlevel/webhook.ts",
    find: `if (signer === undefined) return rejected;`,
    replace: `if (signer === undefined) return headers["x-ghl-signature"] === "N/A" ? readEnvelope(body) : rejected;`,
    killedBy: [ingest("X2 takes no unsigned delivery, whatever stands in the signature's place")],
  },
  {
    name: "half-a-signature-is-enough",
    rule: "X3",
    file: "src/vendors/incidentio/webhook.ts",
    find: `signature.byteLength === wanted.byteLength && timingSafeEqual(signature, wanted)`,
    replace: `timingSafeEqual(signature.subarray(0, 4), wanted.subarray(0, 4))`,
    killedBy: [signatures("X3 are judged by us exactly as by the library, over bit flips, several signatures, several secrets and stale times")],
  },
  {
    name: "highlevel-may-be-five-minutes-late",
    rule: "X3",
    file: "src/vendors/highlevel/webhook.ts",
    find: `export const HIGHLEVEL_WINDOW_MS = 5_400_000;`,
    replace: `export const HIGHLEVEL_WINDOW_MS = 300_000;`,
    killedBy: [ingest("X3 takes HighLevel's own re-send of an event, which keeps the old time, after more than an hour")],
  },
  {
    name: "age-does-not-matter",
    rule: "X3",
    file: ingestFile,
    find: `if (verified.signedAt !== null && Math.abs(now - verified.signedAt) > verifier.windowMs)`,
    replace: `if (verified.signedAt !== null && verified.signedAt - now > verifier.windowMs)`,
    killedBy: [ingest("X3 refuses an event older than ninety minutes although its signature is right")],
  },
  {
    name: "repeats-are-new",
    rule: "X3",
    file: "src/storage/postgres/inbox.ts",
    find: `AS k ON CONFLICT DO NOTHING`,
    replace: `AS k ON CONFLICT (workspace_id, source, event_id) DO UPDATE SET decision = NULL`,
    killedBy: [store("X3 ignores an event that came before, in another batch or the same one, and marks nothing for it")],
  },
  {
    name: "events-without-an-id-are-one",
    rule: "X3",
    file: ingestFile,
    find: `eventId: verified.eventId ?? `,
    replace: `eventId: verified.eventId === null ? "" : `,
    killedBy: [ingest("X3 takes an event without an id for the same when its body comes again, and for another when it differs")],
  },
  {
    name: "foreign-location-is-ours",
    rule: "X4",
    file: "src/storage/postgres/configuration.ts",
    find: `FROM account_holders WHERE vendor = $1 AND account = $2 ORDER BY`,
    replace: `FROM account_holders WHERE vendor = $1 AND $2 <> '' ORDER BY`,
    killedBy: [store("X4 finds every holder of a vendor account, across workspaces, and nobody for a foreign one")],
  },
  {
    name: "event-goes-to-whoever-is-there",
    rule: "X4",
    file: "src/engine/ingest/route-cache.ts",
    find: "find(`${vendor}:${account}`, vendor, account)",
    replace: "find(vendor, vendor, account)",
    killedBy: [ingest("X4 an event for a location that is not held here changes nothing and costs no call")],
  },
];
