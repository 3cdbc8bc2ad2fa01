import { watchStore } from "#main/watch-store.ts";
import type { Session } from "#main/session.ts";
import type { CommandContext } from "./command-context.ts";

/** Says when the database goes away and when it is back, for a command that runs until it is stopped. Returns the stop function. */
export function watchDatabase({ output }: Pick<CommandContext, "output">, session: Pick<Session, "ports">): () => void {
  return watchStore(session.ports, (answers) =>
    output.note(
      answers
        ? "The database answers again; work goes on."
        : "The database does not answer. Nothing is lost: what is due waits there and goes on when it is back. If it stays away, run `highwire doctor`.",
    ),
  );
}
