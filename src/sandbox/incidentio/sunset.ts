import { problem } from "./envelope.ts";
import type { Run } from "./route-call.ts";

/** Published: version 2 of actions and of follow-ups is removed on 31 December 2026. */
export const SUNSET_MS = Date.UTC(2026, 11, 31);

/** The operation as long as it lives: it is gone after its published date, and before it while the sandbox's switch is on. */
export function untilSunset(run: Run): Run {
  return (call) => {
    const { clock, quirks } = call.state;
    if (!quirks.sunsetV2 && clock.now() < SUNSET_MS) return run(call);
    return problem(quirks.sunsetStatus, "not_found", "This version is gone: use version 3");
  };
}
