import { parseAnyBody } from "../kit/control.ts";
import { DocumentedOperations } from "../kit/documented-operations.ts";
import { genericAnswer } from "../kit/generic-answer.ts";
import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import { keptBySandbox } from "../kit/kept-resources.ts";
import { refuse } from "./access.ts";
import { keptByHighLevel } from "./kept-resources.ts";
import type { HighLevelState } from "./state.ts";

const documented = new DocumentedOperations("highlevel");
/** Rows that a sandbox keeps of what is answered from documents. */
export const keptOf = keptBySandbox<HighLevelState>(keptByHighLevel);

/** What is documented and not emulated is held to its document and answered in its shape; the tokens of a sandbox open all of it. */
export function answerFromDocument(state: HighLevelState, request: SandboxRequest): SandboxResponse | null {
  const found = documented.find(request.method, request.path);
  if (found === null || found.operation.encoding !== undefined) return null;
  const body = parseAnyBody(request);
  if (body === undefined) return refuse(400, "Unexpected token in JSON");
  return genericAnswer(found, request, body, {
    prng: state.prng,
    now: new Date(state.clock.now()).toISOString(),
    refuse: (problems) => refuse(422, problems),
    missing: () => refuse(400, `Nothing with id ${request.path.split("/").at(-1) ?? ""} was found: not found`),
    kept: keptOf(state),
  });
}
