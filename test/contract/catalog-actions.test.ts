import { describe, expect, it } from "vitest";
import { curatedEntries } from "#catalog/curated/all-entries.ts";
import { emulated as emulatedByHighLevel } from "#sandbox/highlevel/routes.ts";
import { emulated as emulatedByIncident } from "#sandbox/incidentio/routes.ts";
import { samples } from "#catalog/curated/samples.ts";
import { createPracticeWorld } from "../catalog/practice-world.ts";
import { smallestValue } from "../catalog/sample-values.ts";
import { checkExchange, type RecordedExchange, type Violation } from "./contract-check.ts";
import { except } from "./exceptions.ts";
import { describeWithDocuments } from "./needs-documents.ts";

/** Words of violations that say no more than that a document leaves a field of the answer out. */
const isMore = ({ at, problem }: Violation): boolean => at.startsWith("answer") && problem.includes("no such property");
/** What the sandbox answers as recordings do, and the document otherwise; each is an exception of the contract as well. */
const recordedOtherwise: Readonly<Record<string, readonly string[]>> = {
  "highlevel.contacts.create-association": ["responses.0"],
};

/** Points in which recordings beat the document of the newest version, as the contract says of the dated ones. */
const alsoUnderV3: ReadonlySet<string> = new Set([
  "POST /contacts/search v3: answer 200: no body is described",
  "GET /contacts/search/duplicate v3: answer 200: no body is described",
  "POST /contacts/bulk/tags/update/{type} v3: answer 201 /responses/*: must be string",
  "GET /contacts/{contactId}/notes/{id} v3: answer 200 /note/userId: must be string",
  "PUT /contacts/{contactId}/notes/{id} v3: answer 200 /note/userId: must be string",
]);

const world = createPracticeWorld();
const ids = Object.keys(curatedEntries);

describe("every action that is written up", () => {
  it("is one of at least 150", () => {
    expect(ids.length).toBeGreaterThanOrEqual(150);
  });

  it.each(ids)("%s runs its example against the sandbox, which keeps what it is told", async (id) => {
    const outcome = await world.run(id, curatedEntries[id]?.example ?? {});
    expect(outcome).toMatchObject({ kind: "done", generic: false });
    const drift = outcome.kind === "done" ? outcome.drift.map(({ field }) => field) : [];
    expect(drift.filter((field) => recordedOtherwise[id]?.includes(field) !== true)).toEqual([]);
  });

  it("has an example whose every name in angle brackets stands for something", () => {
    const names = [...JSON.stringify(curatedEntries).matchAll(/<([a-z-]+)>/gu)].map(([, name = ""]) => name);
    expect([...new Set(names)].filter((name) => !["new", "location"].includes(name) && samples[name] === undefined)).toEqual([]);
  });

  it("has an object, a title and a sentence of its own", () => {
    const sentences = Object.values(curatedEntries).map(({ sentence }) => sentence);
    expect(sentences.filter((sentence) => !/^[A-Z].{10,140}\.$/u.test(sentence))).toEqual([]);
    expect(new Set(Object.values(curatedEntries).map(({ object, title, sentence }) => `${object} ${title} ${sentence}`)).size).toBe(ids.length);
  });
});

describe("every action that nobody has written up", () => {
  it("is answered by the sandbox in the shape of its document, and marked as made up", async () => {
    const emulated = new Set([...emulatedByHighLevel, ...emulatedByIncident.map(({ name }) => name)]);
    const operations = (await world.operations()).filter(
      ({ curated, notRunnable, method, path }) => !curated && notRunnable === null && !emulated.has(`${method} ${path}`),
    );
    const wrong: string[] = [];
    for (const { id, input } of operations) {
      const outcome = await world.run(id, smallestValue(input) as object);
      if (outcome.kind !== "done") wrong.push(`${id}: ${outcome.kind} ${outcome.error.code} ${String(outcome.error.data.detail)}`);
      else if (outcome.drift.length > 0) wrong.push(`${id}: ${outcome.drift.map(({ field, problem }) => `${field} ${problem}`).join("; ")}`);
    }
    expect(wrong).toEqual([]);
    expect(operations.length).toBeGreaterThan(600);
  });

  it("is refused by the sandbox when something that must be there is missing", async () => {
    const answer = await world.practice.run({
      operationId: "incident.escalations-v2.create-path",
      input: { body: {} },
      connectionId: world.practice.connectionFor("incident"),
      idempotencyKey: "k",
    });
    expect(answer).toMatchObject({ kind: "refused", issues: expect.arrayContaining([{ field: "body.name", problem: "is missing" }]) as unknown });
  });
});

describeWithDocuments("the catalog beside the official documents", (documents) => {
  it("sends and gets, for every action that is written up, what the vendor's own document says", async () => {
    const fresh = createPracticeWorld();
    for (const id of ids) await fresh.run(id, curatedEntries[id]?.example ?? {});
    // Documents of the flows are read here; that of conversations is none of them, and its shapes are held by the schemas made of it, above.
    const ofFlows = fresh.recorded.filter(({ path }) => !path.startsWith("/conversations/"));
    const violations = ofFlows.flatMap((exchange: RecordedExchange) => checkExchange(documents, exchange));
    const left = except(violations).left.filter((violation) => !isMore(violation));
    const found = new Set(left.map(({ operation, at, problem }) => `${operation}: ${at}: ${problem}`));
    expect([...found].filter((line) => !alsoUnderV3.has(line))).toEqual([]);
    expect([...alsoUnderV3].filter((line) => !found.has(line))).toEqual([]);
  });

  it("has every operation that is published and not deprecated, and no other", async () => {
    const { publishedOperations } = await import("./published-operations.ts");
    const ofVendors = (await world.operations()).filter(({ vendor }) => vendor !== "highwire");
    const inCatalog = ofVendors.map(({ vendor, method, path }) => `${vendor} ${method} ${path}`);
    const published = publishedOperations();
    expect(published.filter((name) => !inCatalog.includes(name))).toEqual([]);
    expect(inCatalog.filter((name) => !published.includes(name))).toEqual([]);
    expect(new Set(inCatalog).size).toBe(inCatalog.length);
  });
});
