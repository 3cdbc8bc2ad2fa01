import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import type { ApiKey } from "./api-keys.ts";
import type { Body } from "./body-rules.ts";
import type { IncidentState } from "./state.ts";

/** One admitted call of an emulated operation. */
export interface RouteCall {
  readonly state: IncidentState;
  readonly request: SandboxRequest;
  readonly key: ApiKey;
  readonly body: Body;
  /** The path's variable segments, decoded, in order. */
  readonly params: readonly string[];
}

export type Run = (call: RouteCall) => SandboxResponse;

/** One emulated operation, its path as the documents spell it. */
export type RouteRow = readonly [method: string, path: string, run: Run];
