import { HighwireError } from "#core/errors.ts";
import type { Session } from "#main/session.ts";
import type { CommandContext } from "./command-context.ts";

type Desk = NonNullable<Session["app"]["workflows"]>;
export type ShownRun = Awaited<ReturnType<Desk["showRun"]>>;

/** What people do with workflows, over the opened store. Throws `HW_NOT_CONNECTED` where no vendor can be reached. */
export async function workflowDesk({ session }: Pick<CommandContext, "session">): Promise<Desk> {
  const { workflows } = (await session()).app;
  if (workflows === null) throw new HighwireError("HW_NOT_CONNECTED");
  return workflows;
}
