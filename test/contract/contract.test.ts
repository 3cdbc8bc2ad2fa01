import { describe, expect, it } from "vitest";
import { emulated as emulatedByHighLevel } from "#sandbox/highlevel/routes.ts";
import { emulated as emulatedByIncident } from "#sandbox/incidentio/routes.ts";
import { must } from "#lib/must.ts";
import { possibleCalls } from "./client-calls.ts";
import { runClients } from "./client-scenario.ts";
import { checkExchange, operationOf, schemaProblems, type RecordedExchange } from "./contract-check.ts";
import { createContractWorld } from "./contract-world.ts";
import { except, exceptions, keyOf } from "./exceptions.ts";
import { describeWithDocuments } from "./needs-documents.ts";
import { driveRefusals, driveSandboxes } from "./sandbox-scenario.ts";

const isOk = ({ status }: RecordedExchange): boolean => status < 300;
const lines = (violations: readonly { operation: string; at: string; problem: string }[]): readonly string[] => [
  ...new Set(violations.map(({ operation, at, problem }) => `${operation}: ${at}: ${problem}`)),
];

describeWithDocuments("the contract with the official documents", async (documents) => {
  const world = await createContractWorld();
  const { recorded } = world;
  await runClients(world);
  const byClients = recorded.length;
  await driveSandboxes(world);
  const byHand = recorded.length;
  await driveRefusals(world);
  const named = (exchanges: readonly RecordedExchange[]): readonly string[] =>
    [...new Set(exchanges.map((exchange) => must(operationOf(documents, exchange), exchange.path)))].toSorted();
  const violations = recorded.map((exchange) => checkExchange(documents, exchange));

  it("holds for every request and answer between our clients and the sandboxes", () => {
    expect(lines(except(violations.slice(0, byClients).flat()).left)).toEqual([]);
  });

  it("holds for every operation that the sandboxes emulate, used by us or not", () => {
    expect(lines(except(violations.slice(byClients, byHand).flat()).left)).toEqual([]);
  });

  it("holds for the answers to wrong requests", () => {
    const answers = violations
      .slice(byHand)
      .flat()
      .filter(({ at }) => at.startsWith("answer"));
    expect(lines(except(answers).left)).toEqual([]);
  });

  it("has no exception that nothing needs", () => {
    const { used } = except(violations.flat());
    expect(
      exceptions.flatMap((exception) => exception.operations.map((operation) => keyOf(exception, operation))).filter((key) => !used.has(key)),
    ).toEqual([]);
  });

  it("covers exactly the operations that our clients can call", async () => {
    const possible = (await possibleCalls()).map(({ vendor, method, path }) => must(documents.find(vendor, method, path), `${method} ${path}`).name);
    expect(named(recorded.slice(0, byClients))).toEqual([...new Set(possible)].toSorted());
  });

  it("covers every operation that the sandboxes emulate, with success", () => {
    const succeeded = named(recorded.slice(byClients).filter(isOk)).map((name) => name.replace(/ v3$/u, ""));
    const emulated = [...emulatedByHighLevel, ...emulatedByIncident.map(({ name }) => name)];
    expect([...new Set(succeeded)].toSorted()).toEqual(emulated.toSorted());
  });

  describe("is broken by", () => {
    const sample = (operation: string): RecordedExchange =>
      must(
        recorded.find((exchange) => operationOf(documents, exchange) === operation && isOk(exchange)),
        operation,
      );
    const problemsOf = (exchange: RecordedExchange): readonly string[] => lines(except(checkExchange(documents, exchange)).left);
    const withAnswer = (operation: string, change: (answer: Readonly<Record<string, unknown>>) => unknown): RecordedExchange => {
      const exchange = sample(operation);
      return { ...exchange, answer: JSON.stringify(change(JSON.parse(exchange.answer) as Record<string, unknown>)) };
    };
    const read = "GET /contacts/{contactId}";
    const entries = "GET /v3/catalog_entries";
    const update = "PUT /contacts/{contactId}";
    const cases: readonly (readonly [string, () => RecordedExchange, string])[] = [
      ["a path that no document has", () => ({ ...sample(read), path: "/contact/x" }), "GET /contact/x: request: no document has this operation"],
      ["a method that the path does not have", () => ({ ...sample(read), method: "POST" }), "no document has this operation"],
      ["a missing version header", () => ({ ...sample(read), headers: { authorization: "Bearer x" } }), "header Version: missing"],
      [
        "another version",
        () => ({ ...sample(read), headers: { authorization: "Bearer x", version: "2021-04-15" } }),
        "header Version: must be equal",
      ],
      ["a missing token", () => ({ ...sample(entries), headers: {} }), "header authorization: missing"],
      ["a missing query parameter", () => ({ ...sample(entries), query: new URLSearchParams("page_size=5") }), "query catalog_type_id: missing"],
      [
        "an unknown query parameter",
        () => ({ ...sample(entries), query: new URLSearchParams("catalog_type_id=x&page_size=5&limit=1") }),
        "query limit: no such",
      ],
      [
        "too large a page",
        () => ({ ...sample(entries), query: new URLSearchParams("catalog_type_id=x&page_size=251") }),
        "query page_size: must be <= 250",
      ],
      [
        "a page size that is no number",
        () => ({ ...sample(entries), query: new URLSearchParams("catalog_type_id=x&page_size=all") }),
        "query page_size: must be",
      ],
      [
        "a body property that HighLevel refuses",
        () => ({ ...sample(update), body: '{"companyName":"x"}' }),
        "request /companyName: no such property",
      ],
      ["a body value of another type", () => ({ ...sample(update), body: '{"tags":"x"}' }), "request /tags: must be array"],
      [
        "a body in another encoding",
        () => ({ ...sample(update), headers: { ...sample(update).headers, "content-type": "text/plain" } }),
        "text/plain instead",
      ],
      ["a missing body", () => ({ ...sample(update), body: null }), "request: the body is missing"],
      [
        "a required property that is left out",
        () => ({ ...sample("POST /v3/catalog_entries"), body: '{"name":"x"}' }),
        "must have required property",
      ],
      ["an undocumented status", () => ({ ...sample(read), status: 418 }), "answer 418: the status is not documented"],
      ["an answer without a body", () => ({ ...sample(read), answer: "" }), "answer 200: the body is missing"],
      ["a body where none is described", () => ({ ...sample("DELETE /v3/catalog_entries/{id}"), answer: "{}" }), "answer 204: no body is described"],
      [
        "an answer with a property of our own",
        () => withAnswer(read, ({ contact }) => ({ contact: { ...(contact as object), mood: "good" } })),
        "/contact/mood: no such",
      ],
      [
        "an answer with another type",
        () => withAnswer(entries, (answer) => ({ ...answer, catalog_entries: "none" })),
        "/catalog_entries: must be array",
      ],
      [
        "an answer that lacks a property",
        () => withAnswer("GET /v1/identity", () => ({ identity: { name: "x" } })),
        "must have required property 'roles'",
      ],
      [
        "an enum value that does not exist",
        () =>
          withAnswer("GET /v1/incident_statuses", ({ incident_statuses }) => ({
            incident_statuses: (incident_statuses as object[]).map((row) => ({ ...row, category: "done" })),
          })),
        "/category: must be equal to one of",
      ],
    ];
    it.each(cases)("%s", (_name, tampered, expected) => {
      expect(problemsOf(tampered()).join("\n")).toContain(expected);
    });
  });

  describe("events", () => {
    it("of the incident.io sandbox are as the document describes them", async () => {
      const bodies: Record<string, unknown>[] = [];
      world.incident.control.webhooksTo(async (_headers, body) => {
        bodies.push(JSON.parse(body) as Record<string, unknown>);
        return 200;
      });
      world.incident.control.setQuirks({ followUpEventsTwice: true });
      const [entry] = world.incident.control.entries();
      for (const visibility of ["public", "private"] as const) {
        const id = world.incident.control.addIncident("Contract", [String(entry?.["id"])], visibility);
        world.incident.control.editIncident(id, { summary: "Of the contract" });
        world.incident.control.postUpdate(id, { message: "Over", status: "Closed", severity: "Major" });
        const followUp = world.incident.control.createFollowUp(id, { title: "Write", assigneeEmail: "avery@example.com" });
        world.incident.control.editFollowUp(followUp, { status: "completed", labels: ["a"] });
        const action = world.incident.control.createAction(id, { description: "Restart" });
        world.incident.control.editAction(action, { status: "not_doing" });
      }
      const [{ id: source } = { id: "" }] = world.incident.control.alertSources();
      world.incident.control.resolveAlert(
        String(world.incident.control.fireAlert(source, { title: "Contract", metadata: { email: "a@example.com" } })),
      );
      while (world.incident.control.webhooksUnderway() > 0) await new Promise(setImmediate);
      const problems = bodies.flatMap((body) => {
        const type = String(body["event_type"]);
        return schemaProblems(must(documents.event(type), type), type, body).map((problem) => ({ operation: "event", ...problem }));
      });
      expect(lines(problems)).toEqual([]);
      expect([...new Set(bodies.map((body) => body["event_type"]))].toSorted()).toEqual([
        "private_incident.action_created_v1",
        "private_incident.action_updated_v1",
        "private_incident.follow_up_created_v1",
        "private_incident.follow_up_created_v2",
        "private_incident.follow_up_updated_v1",
        "private_incident.follow_up_updated_v2",
        "private_incident.incident_created_v2",
        "private_incident.incident_updated_v2",
        "public_alert.alert_created_v1",
        "public_alert.alert_resolved_v1",
        "public_incident.action_created_v1",
        "public_incident.action_updated_v1",
        "public_incident.follow_up_created_v1",
        "public_incident.follow_up_created_v2",
        "public_incident.follow_up_updated_v1",
        "public_incident.follow_up_updated_v2",
        "public_incident.incident_created_v2",
        "public_incident.incident_status_updated_v2",
        "public_incident.incident_updated_v2",
      ]);
    });
  });
});
