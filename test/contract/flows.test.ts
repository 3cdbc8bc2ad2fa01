import { describe, expect, it } from "vitest";
import { operations as ofHighLevel } from "#vendors/highlevel/operations.ts";
import { operations as ofIncident } from "#vendors/incidentio/operations.ts";
import type { Exchange } from "#vendors/transport/transport.ts";
import { flowSceneNames, flowScenes } from "../support/flow-scenes.ts";
import { ORIGINS } from "../support/in-process-world.ts";
import { possibleCalls } from "./client-calls.ts";
import { checkExchange, type RecordedExchange } from "./contract-check.ts";
import { except } from "./exceptions.ts";
import { describeWithDocuments } from "./needs-documents.ts";

describeWithDocuments("the contract of what the flows themselves send and understand", (documents) => {
  it.each(flowSceneNames)("holds for every call that %s make", { timeout: 60_000 }, async (scene) => {
    const recorded: RecordedExchange[] = [];
    await flowScenes[scene]({ wire: (network) => recording(network, recorded) });
    expect(recorded.length).toBeGreaterThan(3);
    // Refusals are held to the documents by the contract of the clients.
    const { left } = except(recorded.filter(({ status }) => status < 300).flatMap((exchange) => checkExchange(documents, exchange)));
    // Null on live notes that an integration made (highlevel.md 13), wherever they are shown.
    const unknown = left.filter(({ operation, at }) => !(operation.includes("/notes") && at.endsWith("/userId")));
    expect([...new Set(unknown.map(({ operation, at, problem }) => `${operation}: ${at}: ${problem}`))]).toEqual([]);
  });
});

describe("the tables of operations", () => {
  it("hold exactly what methods of our clients call, so that the contract with the documents covers every row", async () => {
    // Trading tokens is no operation of a record.
    const calls = (await possibleCalls()).filter(({ path }) => !path.startsWith("/oauth/"));
    const called = calls.map(({ vendor, method, path }) => `${vendor} ${method} ${path}`);
    const rows = [...Object.values(ofHighLevel).map((row) => `highlevel ${row}`), ...Object.values(ofIncident).map((row) => `incident ${row}`)];
    const patterns = new Map(rows.map((row) => [row, new RegExp(`^${row.replaceAll(/\{[^}]+\}/gu, "[^/]+")}$`, "u")]));
    expect(rows.filter((row) => !called.some((one) => patterns.get(row)?.test(one)))).toEqual([]);
    expect(called.filter((one) => ![...patterns.values()].some((pattern) => pattern.test(one)))).toEqual([]);
  });
});

function recording(network: Exchange, recorded: RecordedExchange[]): Exchange {
  return async (request) => {
    const { origin, pathname: path, searchParams: query } = new URL(request.url);
    const answer = await network(request);
    const { method, headers, body } = request;
    const vendor = origin === ORIGINS.highlevel ? "highlevel" : "incident";
    recorded.push({ vendor, method, path, query, headers, body, status: answer.status, answer: answer.text });
    return answer;
  };
}
