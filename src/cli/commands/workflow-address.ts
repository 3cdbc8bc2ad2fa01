import { addressNamed, addressRequest } from "#contract/workflows.ts";
import { neededArg, neededFlag, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { readSecretFile } from "../read-file.ts";
import { namedWorkflow, workflowDesk } from "../workflow-desk-of.ts";

/** Gives a workflow an address to send webhooks to, or takes one from it. */
export const address: Run = async (context, given) => {
  const { id } = await namedWorkflow(context, neededArg(given, 0, "<workflow>"));
  const name = neededArg(given, 1, "<name>");
  if (!addressNamed.safeParse({ name }).success)
    throw usage(`<name>: ${JSON.stringify(name)} must be 1 to 40 small letters, digits and dashes, beginning with a letter`);
  if (given.flags["remove"] !== true) return give(context, given, id, name);
  if (textFlag(given, "urlFile") !== undefined) throw usage("--remove takes an address away; leave out --url-file");
  return remove(context, id, name);
};

type Id = Parameters<Awaited<ReturnType<typeof workflowDesk>>["setAddress"]>[0];

async function give(context: CommandContext, given: Given, id: Id, name: string): Promise<ExitCode> {
  const url = await readSecretFile(context, neededFlag(given, "urlFile", "--url-file <file>"), "--url-file");
  const checked = addressRequest.safeParse({ name, url });
  if (!checked.success) throw usage("--url-file: it does not hold an address that begins with https:// (or http://)");
  const { secret } = await (await workflowDesk(context)).setAddress(id, checked.data, "cli");
  context.output.document("workflow-address", { workflow: id, name, host: new URL(url).host, secret });
  context.output.data(secret);
  context.output.note(`Its receiver verifies with this secret, which is shown this once. Steps send to it with \`connection: ${name}\`.`);
  return exitCodes.done;
}

async function remove(context: CommandContext, id: Id, name: string): Promise<ExitCode> {
  await (await workflowDesk(context)).removeAddress(id, name, "cli");
  context.output.document("workflow-address-removed", { workflow: id, name });
  context.output.data("Removed.");
  return exitCodes.done;
}
