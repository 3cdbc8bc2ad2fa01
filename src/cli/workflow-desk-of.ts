import { HighwireError } from "#core/errors.ts";
import type { Workflow } from "#core/workflow/run.ts";
import type { Session } from "#main/session.ts";
import { usage, type CommandContext } from "./command-context.ts";

type Desk = NonNullable<Session["app"]["workflows"]>;
export type ShownRun = Awaited<ReturnType<Desk["showRun"]>>;

/** What people do with workflows, over the opened store. Throws `HW_NOT_CONNECTED` where no vendor can be reached. */
export async function workflowDesk({ session }: Pick<CommandContext, "session">): Promise<Desk> {
  const { workflows } = (await session()).app;
  if (workflows === null) throw new HighwireError("HW_NOT_CONNECTED");
  return workflows;
}

/** The workflow with that id, or with that whole name. */
export async function namedWorkflow(context: Pick<CommandContext, "session">, what: string): Promise<Workflow> {
  const all = await (await workflowDesk(context)).list();
  const found = all.filter(({ id, draft }) => id === what || draft.name === what);
  const [first, ...others] = found;
  if (first === undefined) throw usage(`no workflow is called ${JSON.stringify(what)}; \`highwire workflows list\` shows them`);
  if (others.length > 0) throw usage(`several workflows are called ${JSON.stringify(what)}; name one by its id`);
  return first;
}
