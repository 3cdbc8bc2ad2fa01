import { problem, type Problem } from "#contract/problem.ts";
import { text } from "../i18n/text.ts";

/** A refused or failed request, with what to do next; without a problem when the server did not answer as ours. */
export class ApiProblem extends Error {
  readonly problem: Problem | null;

  constructor(found: Problem | null) {
    super(found?.detail ?? text("error.offline"));
    this.name = "ApiProblem";
    this.problem = found;
  }
}

/** True for what may be gone at the next try; a refusal stays one, however often it is asked. */
export const isPassing = (error: Error): boolean => !(error instanceof ApiProblem) || error.problem === null || error.problem.status >= 500;

/** Asks `/api/v1` + path and resolves with the JSON of its answer. Throws `ApiProblem`. */
export async function request(path: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(`/api/v1${path}`, init).catch(() => {
    throw new ApiProblem(null);
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  const parsed = problem.safeParse(body);
  throw new ApiProblem(parsed.success ? parsed.data : null);
}

/** Asks for a change. */
export const post = (path: string, body: unknown = {}): Promise<unknown> =>
  request(path, { method: "POST", headers: { "content-type": "application/json", "x-highwire-request": "1" }, body: JSON.stringify(body) });
