import { HighwireError } from "#core/errors.ts";
import type { Operation, OperationInput } from "#core/catalog/operation.ts";
import type { ConnectionId } from "#core/ids.ts";
import { withoutSecrets } from "#core/text/without-secrets.ts";
import { isObject, parseJson } from "#lib/json.ts";
import { openCatalog, practiseAlone } from "#main/catalog/open-catalog.ts";
import type { Session } from "#main/session.ts";
import { neededArg, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { readTextFile } from "../read-file.ts";

type Desk = NonNullable<Session["app"]["operations"]>;
type Tried = Awaited<ReturnType<Desk["try"]>>;

/** Runs one operation of the catalog: in this process alone, unless an account is asked for. */
export const tryOperation: Run = async (context, given) => {
  const id = neededArg(given, 0, "<id>");
  const operation = await openCatalog().operation(id);
  if (operation === null) throw usage(`<id>: the catalog has no action ${JSON.stringify(id)}; \`highwire catalog search\` lists what there is`);
  if (operation.vendor === "highwire") throw usage(`<id>: ${operation.notRunnable ?? "it is not run by itself"}`);
  const atAccount = textFlag(given, "at") === "account";
  const input = await inputOf(context, given, operation, atAccount);
  const tried = atAccount ? await tryThere(context, given, id, input) : await practiseAlone({ operationId: id, input, place: "practice" });
  return tell(context, tried);
};

async function inputOf(context: CommandContext, given: Given, { example }: Operation, atAccount: boolean): Promise<OperationInput> {
  const file = textFlag(given, "with");
  if (file === undefined) {
    if (atAccount) return {};
    return example ?? {};
  }
  const parsed = parseJson(file === "-" ? await context.readInput() : await readTextFile(file, "--with"));
  if (parsed.kind === "refused" || !isObject(parsed.value)) throw usage(`--with: ${file} is not a JSON object with path, query and body`);
  return parsed.value as OperationInput;
}

async function tryThere({ session }: CommandContext, given: Given, operationId: string, input: OperationInput): Promise<Tried> {
  const { operations } = (await session()).app;
  const confirm = textFlag(given, "confirm");
  const connectionId = textFlag(given, "connection");
  const request: Parameters<Desk["try"]>[0] = {
    operationId,
    input,
    place: "account",
    ...(confirm !== undefined && { confirm }),
    ...(connectionId !== undefined && { connectionId: connectionId as ConnectionId }),
  };
  if (operations === null) throw new HighwireError("HW_NOT_CONNECTED");
  // Whoever may use this command may do everything on this machine.
  return operations.try(request, { who: "cli", may: () => true });
}

function tell({ output }: CommandContext, { place, connection, outcome }: Tried): ExitCode {
  if (outcome.kind === "refused") {
    if (!output.style.json) for (const { field, problem } of outcome.issues) output.note(`${field === "" ? "The input" : field} ${problem}.`);
    throw outcome.error;
  }
  if (outcome.kind === "failed") throw outcome.error;
  const { status, output: answer, drift, generic, sent, durationMs } = outcome;
  const shown = { ...sent, body: withoutSecrets(sent.body) };
  output.document("try", { place, connection, status, sent: shown, output: withoutSecrets(answer), drift, generic, durationMs });
  output.note(
    `${place === "practice" ? "In practice" : `At ${connection?.name ?? "the account"}`}: ${sent.method} ${sent.url} answered ${String(status)}.`,
  );
  if (generic) output.note("The sandbox made this answer up from the vendor's document; it keeps nothing of it.");
  for (const { field, problem } of drift) output.note(`The answer differs from its document: ${field === "" ? "it" : field} ${problem}.`);
  output.data(JSON.stringify(withoutSecrets(answer), null, 2));
  return exitCodes.done;
}
