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

/** The newest version, chosen by header on the same paths. */
export const isV3 = ({ request }: RouteCall): boolean => request.headers["version"] === "v3";

/** The success flag: recordings under the dated versions carry both spellings; v3 keeps the old one as a deprecated twin. */
export function succeeded(call: RouteCall): Readonly<Record<string, boolean>> {
  const { successFlag } = call.state.quirks;
  if (successFlag === "both" || isV3(call)) return { succeded: true, succeeded: true };
  return { [successFlag]: true };
}
