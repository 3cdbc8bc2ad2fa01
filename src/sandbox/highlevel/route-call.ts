import type { SandboxRequest } from "../kit/http-app.ts";
import type { Token } from "./access.ts";
import type { Body } from "./contact-write.ts";
import type { HighLevelState } from "./state.ts";

/** One call whose version, token and budget are in order. */
export interface RouteCall {
  readonly state: HighLevelState;
  readonly request: SandboxRequest;
  readonly token: Token;
  readonly body: Body;
  /** Path parameters in order. */
  readonly params: readonly string[];
}

/** The success flag: recordings under the dated versions carry both spellings; v3 keeps the old one as a deprecated twin. */
export function succeeded({ state, request }: RouteCall): Readonly<Record<string, boolean>> {
  const { successFlag } = state.quirks;
  if (successFlag === "both" || request.headers["version"] === "v3") return { succeded: true, succeeded: true };
  return { [successFlag]: true };
}
