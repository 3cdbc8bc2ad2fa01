import { parseAnyBody } from "../kit/control.ts";
import { DocumentedOperations } from "../kit/documented-operations.ts";
import { genericAnswer } from "../kit/generic-answer.ts";
import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import { keptBySandbox } from "../kit/kept-resources.ts";
import { problem, problems } from "./envelope.ts";
import { keptByIncident } from "./kept-resources.ts";
import type { IncidentState } from "./state.ts";

const documented = new DocumentedOperations("incident");
/** Rows that a sandbox keeps of what is answered from documents. */
export const keptOf = keptBySandbox<IncidentState>(keptByIncident);

/** What is documented and not emulated is held to its document and answered in its shape, whatever the key's roles. */
export function answerFromDocument(state: IncidentState, request: SandboxRequest): SandboxResponse | null {
  const found = documented.find(request.method, request.path);
  if (found === null) return null;
  const body = parseAnyBody(request);
  if (body === undefined) return problem(400, "invalid_json", "The body is not JSON");
  return genericAnswer(found, request, body, {
    prng: state.prng,
    now: state.stamps.now(),
    missing: () => problem(404, "not_found", "There is no such object"),
    kept: keptOf(state),
    refuse: (sentences) =>
      problems(
        422,
        sentences.map((message) => ({ code: "invalid_value", message })),
      ),
  });
}
