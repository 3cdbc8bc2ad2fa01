import type { Log } from "#core/ports/log.ts";

/** The code of an error of ours, `unknown` for any other. */
export const codeOf = (error: unknown): string => (typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown");

/**
 * Runs the turns of a loop and swallows their failures. Of failures in a row the first is a warning and the rest is for whoever debugs: while the
 * store is away every turn fails.
 */
export function tellingOnce(log: Log, event: string): (turn: () => Promise<void>) => Promise<void> {
  let troubled = false;
  return async (turn) => {
    try {
      await turn();
      troubled = false;
    } catch (error) {
      log[troubled ? "debug" : "warn"](event, { code: codeOf(error) });
      troubled = true;
    }
  };
}
