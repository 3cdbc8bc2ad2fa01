import type { Violation } from "./oracle.ts";
import type { Call, Universe } from "./universe.ts";

/** A token call that offers a refresh token. */
interface Refresh {
  readonly call: Call;
  readonly token: string;
}

/**
 * X8, whatever the weather: no two living processes refresh at once, and a token is offered again only when the answer to its first offer was lost: it
 * broke or could not be read, or whoever got it died before it was committed.
 */
export function judgeRefreshes({ calls, deaths }: Pick<Universe, "calls" | "deaths">): {
  readonly judged: number;
  readonly violations: readonly Violation[];
} {
  const refreshes = calls.flatMap((call) => refreshOf(call) ?? []);
  const isDeadAt = ({ life }: Call, at: number): boolean => (deaths.get(life) ?? Number.POSITIVE_INFINITY) <= at;
  const isUnderWay = (earlier: Call, at: number): boolean => (earlier.endedAt ?? Number.POSITIVE_INFINITY) > at && !isDeadAt(earlier, at);
  // The store commits in no time at all: who was alive a moment after the answer has committed it.
  const wasKept = (call: Call): boolean => call.grant !== "lost" && call.endedAt !== null && !isDeadAt(call, call.endedAt);
  const violations = refreshes.flatMap(({ call, token }, index) => {
    const earlier = refreshes.slice(0, index);
    const again = earlier.filter((other) => other.token === token && wasKept(other.call));
    return [
      ...(earlier.some((other) => isUnderWay(other.call, call.at)) ? ["X8 two refreshes were in flight at once"] : []),
      ...again.map((other) => `X8 a refresh token was offered again after its first offer had been ${other.call.grant}`),
    ];
  });
  return { judged: refreshes.length, violations: [...new Set(violations)] };
}

function refreshOf(call: Call): Refresh | null {
  const token = isTokenCall(call.path) ? new URLSearchParams(call.body).get("refresh_token") : null;
  return token === null ? null : { call, token };
}

const isTokenCall = (path: string): boolean => path.startsWith("/oauth/token");

/** What became of a token call, as its caller can tell: a refusal counts when it names the token itself. */
export function grantIn(path: string, { status, text }: { readonly status: number; readonly text: string }): Call["grant"] {
  if (!isTokenCall(path)) return "lost";
  if (status === 400 && text.includes("Invalid grant")) return isWhole(text) ? "refused" : "lost";
  return status === 200 && isWhole(text) ? "answered" : "lost";
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
