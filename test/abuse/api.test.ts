import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LinkRow } from "#core/ports/store.ts";
import { firstContact } from "../support/in-process-world.ts";
import { planAtRest } from "../support/plan-at-rest.ts";
import { expectUnpolluted, openAbuseServer, type AbuseServer, type Header } from "./support/abuse-server.ts";
import {
  answerTo,
  changingRoutes,
  expectIdRefused,
  expectProblem,
  expectValueSurvived,
  json,
  marker,
  oddValues,
  soundBodies,
} from "./support/api-requests.ts";
import { notObjects, oddMembers, unreadable } from "./support/bad-bodies.ts";
import type { RawAnswer } from "./support/raw-http.ts";

let abuse: AbuseServer;
/** Ids that exist, by the word in the route. */
let ids: Readonly<Record<string, string>>;
let before: { readonly calls: number; readonly links: readonly LinkRow[]; readonly journal: number };

beforeAll(async () => {
  abuse = await openAbuseServer();
  const { world } = abuse;
  const link = await world.linkOf(firstContact(world));
  // Both sides change one field: a conflict for a person.
  world.highlevel.control.editContact(firstContact(world), { website: "https://left.example" });
  world.incident.control.editEntry(String(link.rightId), null, { hw_website: "https://right.example" });
  await world.sweep();
  await world.drain();
  const [conflict] = await world.store.conflicts(world.workspaceId, { state: "open", limit: 1 });
  const bridge = await world.bridge();
  const plan = await world.app.plans.make(bridge.id, "test");
  await planAtRest(world, plan.id);
  const known = { contacts: link.id, conflicts: String(conflict?.id), connections: bridge.left, bridges: bridge.id };
  ids = { ...known, flows: "contacts", plans: plan.id, views: "none" };
  before = await look();
});
afterAll(() => abuse.close());
afterEach(async () => {
  await expectNothingDone();
  expectUnpolluted();
});

async function expectNothingDone(): Promise<void> {
  expect(await look()).toEqual(before);
}

async function look(): Promise<typeof before> {
  const { world } = abuse;
  return {
    calls: world.calls(),
    links: await world.links(),
    journal: (await world.store.journal(world.workspaceId, { limit: 1_000 })).length,
  };
}

const pathOf = (route: string): string => route.replace(/\{(?:id|flow)\}/u, ids[route.split("/")[3] ?? ""] ?? "");

const post = (route: string, body: Uint8Array | string, headers: readonly Header[] = [json, marker]): Promise<RawAnswer> =>
  answerTo(abuse.port, { path: pathOf(route), headers, body });

it("knows a sound body and an id for every route that changes something", () => {
  expect(Object.values(ids)).not.toContain("undefined");
  expect(changingRoutes.toSorted()).toEqual(Object.keys(soundBodies).toSorted());
});

/** Refused before it is read by whoever guards a door against guesses, else once it was read. */
const unheard = [400, 429] as const;

describe.each(changingRoutes)("POST %s", (route) => {
  it.each([...unreadable, ...notObjects])("refuses $name with 400", async ({ bytes }) => {
    expectProblem(await post(route, bytes), ...unheard);
  });

  it.each(oddMembers)("refuses a body with $name with 400", async ({ members }) => {
    const sound = soundBodies[route] ?? "{}";
    expectProblem(await post(route, `{${members}${sound === "{}" ? "}" : `,${sound.slice(1)}`}`), ...unheard);
  });

  it("refuses a body over 256 KB with 400, told or in chunks", async () => {
    const body = Buffer.alloc(262_145, 0x20);
    expectProblem(await post(route, body), 400);
    expectProblem(await answerTo(abuse.port, { path: pathOf(route), headers: [json, marker], body, framing: "chunked" }), 400);
  });

  it("refuses a compressed body with 400", async () => {
    const body = gzipSync(soundBodies[route] ?? "");
    expectProblem(await post(route, body, [json, marker, ["content-encoding", "gzip"]]), 400);
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "garbage",
    "",
    "text/html; application/json",
  ])("refuses the content type %j with 400", async (type) => {
    expectProblem(await post(route, soundBodies[route] ?? "", [["content-type", type], marker]), 400);
  });

  it("refuses a body without a content type with 400", async () => {
    expectProblem(await post(route, soundBodies[route] ?? "", [marker]), 400);
  });

  it("refuses what comes from elsewhere with 403 before it looks at the body", async () => {
    const foreign: readonly (readonly Header[])[] = [
      [json],
      [json, ["x-highwire-request", "0"]],
      [json, marker, ["origin", "https://evil.example"]],
      [json, marker, ["origin", "null"]],
      [json, marker, ["sec-fetch-site", "cross-site"]],
      [json, marker, ["sec-fetch-site", "same-site"]],
    ];
    for (const headers of foreign) expectProblem(await post(route, "{", headers), 403);
    expectProblem(await answerTo(abuse.port, { path: pathOf(route), headers: [json, marker], body: "{", host: "evil.example" }), 403);
  });

  it("breaks off quietly when the body does", async () => {
    const { answers } = await abuse.send({
      path: pathOf(route),
      headers: [json, marker, ["content-length", "10"], ["content-length", "10"]],
      body: "{}",
      framing: "none",
    });
    expect(answers.map(({ status }) => status)).toEqual([400]);
  });
});

describe("values that a conflict may be resolved with", () => {
  const resolve = (value: string): Promise<RawAnswer> => post("/api/v1/conflicts/{id}/resolve", `{"choose":"value","value":${value}}`);

  it.each([
    ["an integer of 20 digits", "12345678901234567890"],
    ["an integer just beyond 2^53", "9007199254740993"],
    ["a number beyond every double", "1e999"],
    ["a number that becomes zero", "1e-999"],
    ["a whole number in powers of ten", "1e30"],
    ["U+0000", '"a\\u0000b"'],
    ["half of a surrogate pair", '"\\ud83d"'],
    ["the other half", '"\\ude00"'],
    ["U+0000 in a list", '["a","b\\u0000"]'],
    ["an object", '{"a":1}'],
    ["a list in a list", '[["a"]]'],
    ["a list of numbers", "[1]"],
  ])("are not %s", async (_name, value) => {
    expectProblem(await resolve(value), 400);
  });
});

describe("ids and queries", () => {
  it.each(oddValues)("refuse the id %s of anything that is changed", (id) => expectIdRefused(abuse.port, id));
  // Each asks some hundred addresses, which takes its time on a machine that does much else.
  it.each(oddValues)("survive %s wherever something is read", { timeout: 60_000 }, (value) => expectValueSurvived(abuse.port, value));
});
