import type { Served } from "#main/serve.ts";
import { numberFlag, type CommandContext, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { untilStopped } from "../until-stopped.ts";
import { watchDatabase } from "../watch-database.ts";

/** Serves until Ctrl-C. */
export const start: Run = async (context, given) => {
  const { serve } = await import("#main/serve.ts");
  const served = await serve(context.settings, {
    log: context.log,
    sandbox: typeof given.flags["sandbox"] === "boolean" ? given.flags["sandbox"] : null,
    contacts: numberFlag(given, "contacts", "--contacts", 60, [1, 20_000]),
    seed: 1,
    simulatedPerson: given.flags["simulatedPerson"] !== false,
  });
  try {
    tellStarted(context, served);
    const stopWatching = watchDatabase(context, served.session);
    await untilStopped(context.signal);
    stopWatching();
    context.output.note("Stopping …");
  } finally {
    await served.close();
  }
  return exitCodes.done;
};

/** The banner: where to look, what is to be seen, how to stop. */
export function tellStarted({ output }: Pick<CommandContext, "output">, served: Served): void {
  const { sandbox, url, setUpLink } = served;
  output.document("started", {
    url,
    setUpLink,
    workspaceId: served.session.workspaceId,
    sandbox: sandbox === null ? null : { highlevel: sandbox.sandboxes.highlevel.baseUrl, incident: sandbox.sandboxes.incident.baseUrl },
  });
  const owner = setUpLink === null ? [] : [`Make the owner's account, once and within 24 hours: ${setUpLink}`];
  const lines =
    sandbox === null
      ? ["Highwire is running.", `Open ${url}`, ...owner, "Press Ctrl-C to stop."]
      : [
          "Highwire is running over two built-in sandboxes: no account, no internet needed.",
          `Open ${url}`,
          "You see sample contacts being linked; then an invented person edits one on either side every few seconds, and the other side follows.",
          "Connect your own accounts with `highwire connect highlevel` and `highwire connect incident`.",
          ...owner,
          "Press Ctrl-C to stop.",
        ];
  for (const [index, line] of lines.entries())
    output.note(index === 1 ? `  ${output.paint("bold", line)}` : index === 0 ? output.paint("green", line) : `  ${line}`);
}
