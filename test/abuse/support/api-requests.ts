import { expect } from "vitest";
import { problem } from "#contract/problem.ts";
import { apiRoutes } from "#contract/routes.ts";
import type { Header } from "./abuse-server.ts";
import { soundBody } from "./sound-body.ts";
import { encodeRequest, exchange, type RawAnswer, type RawRequest } from "./raw-http.ts";

/** What changing routes take where the smallest sound body would not get as far as the id. */
const chosenBodies: Readonly<Record<string, string>> = {
  "/api/v1/contacts/sync": '{"ids":["unknown"]}',
  "/api/v1/views": '{"page":"contacts","name":"x","shared":false,"query":{}}',
  "/api/v1/conflicts/{id}/resolve": '{"choose":"value","value":"x"}',
  "/api/v1/bridges/{id}/rules": '{"tellsDrills":true}',
  "/api/v1/bridges/{id}/hold": '{"tag":"on-hold"}',
  "/api/v1/plans/{id}/picks": '{"picked":true}',
  "/api/v1/plans/{id}/apply": '{"scope":"rest"}',
};

/** What each route that changes something takes. */
export const soundBodies: Readonly<Record<string, string>> = Object.fromEntries(
  apiRoutes.filter(({ method }) => method === "post").map(({ path, body }) => [path, chosenBodies[path] ?? soundBody(body)]),
);
export const changingRoutes = apiRoutes.filter(({ method }) => method === "post").map(({ path }) => path);
const readingRoutes = apiRoutes.filter(({ method }) => method === "get").map(({ path }) => path);

export const marker: Header = ["x-highwire-request", "1"];
export const json: Header = ["content-type", "application/json"];

/** Ids and query values, as they stand in an address, that name nothing. */
export const oddValues: readonly string[] = [
  "%00",
  "a%00b",
  "%ed%a0%80",
  "%ff",
  "%c0%af",
  "..%2f..%2fstatus",
  "%27%20OR%201=1--",
  "%25_%5C",
  "__proto__",
  "constructor",
  "9".repeat(39),
  "a".repeat(399),
  "%F0%9F%92%A9",
  "[1,2]",
  '["\\u0000","\\ud800"]',
  '["9999999999999999999","x"]',
  '["1e999","x"]',
].map((value) => value.replaceAll('"', "%22").replaceAll("\\", "%5C"));

const queries = ["search", "q", "after", "before", "limit", "status", "sort", "contact", "__proto__", "a[b]"];

export async function answerTo(port: number, request: RawRequest): Promise<RawAnswer> {
  const [answer] = (await exchange(port, encodeRequest(request))).answers;
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

/** A refusal that says what is wrong. */
export function expectProblem(answer: RawAnswer, ...statuses: readonly number[]): void {
  expect(statuses, answer.body).toContain(answer.status);
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  expect(problem.parse(JSON.parse(answer.body)).status).toBe(answer.status);
}

/** What an odd id may be answered with: not read, not found, or, of one's own account where nobody has one, nothing to do. */
const refusals = [400, 404, 409] as const;

/** Each route that changes something refuses this id. */
export async function expectIdRefused(port: number, id: string): Promise<void> {
  for (const route of changingRoutes.filter((path) => path.includes("{id}"))) {
    const path = route.replace("{id}", id);
    expectProblem(await answerTo(port, { path, headers: [json, marker], body: soundBodies[route] ?? "" }), ...refusals);
  }
}

/** Each route that is read survives this value as its id and in each query. */
export async function expectValueSurvived(port: number, value: string): Promise<void> {
  for (const route of readingRoutes)
    for (const query of ["", ...queries.flatMap((name) => [`?${name}=${value}`, `?${name}=${value}&${name}=${value}`])]) {
      const path = `${route.replace("{id}", value)}${query}`;
      const answer = await answerTo(port, { method: "GET", path, framing: "none" });
      if (answer.status !== 200) expectProblem(answer, ...refusals);
    }
}
