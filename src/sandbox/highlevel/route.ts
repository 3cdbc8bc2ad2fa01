import type { SandboxResponse } from "../kit/http-app.ts";
import { patternOf } from "../kit/known-paths.ts";
import type { RouteCall } from "./route-call.ts";

/** One emulated operation. */
export interface Route {
  /** As the documents spell it: `PUT /contacts/{contactId}`. */
  readonly name: string;
  readonly method: string;
  readonly pattern: RegExp;
  /** Null where the documents name none and anybody may call. */
  readonly scope: string | null;
  readonly run: (call: RouteCall) => SandboxResponse;
  /** Reads data, whatever the method. */
  readonly isRead: boolean;
  /** The body is form-encoded; the operation reads it itself. */
  readonly isForm: boolean;
}
type More = { readonly isRead?: boolean; readonly isForm?: boolean };

export function route(name: string, scope: string | null, run: Route["run"], { isRead = name.startsWith("GET "), isForm = false }: More = {}): Route {
  const [method = "", path = ""] = name.split(" ");
  return { name, method, pattern: patternOf(path), scope, run, isRead, isForm };
}
