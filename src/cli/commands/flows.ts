import { bridgeModes, type BridgeMode } from "#core/bridge.ts";
import { entityWords } from "#core/entity-words.ts";
import { chooseFlow } from "../choose-flow.ts";
import { neededArg, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";

export const list: Run = async ({ output, session }) => {
  const states = await (await session()).app.flows.all();
  const flows = states.map(({ recipe, mode, bridges }) => ({
    id: recipe.id,
    mode,
    parts: bridges.map(({ id, name, entity, mode: own }) => ({ id, name, kind: entityWords[entity], mode: own })),
  }));
  output.document("flows", { flows });
  output.table(
    ["FLOW", "MODE", "PARTS"],
    flows.map(({ id, mode, parts }) => [id, mode, parts.map((part) => `${part.kind} ${part.mode}`).join(", ") || "–"]),
  );
  return exitCodes.done;
};

export const mode: Run = async (context, given) => {
  const wanted = bridgeModes.find((word) => word === neededArg(given, 1, "<mode>"));
  if (wanted === undefined) throw usage(`<mode>: ${JSON.stringify(given.args[1])} is not one of: ${bridgeModes.join(", ")}`);
  return setMode(context, given, wanted);
};

export const pause: Run = (context, given) => setMode(context, given, "paused");

async function setMode({ output, session }: CommandContext, given: Given, wanted: BridgeMode): Promise<ExitCode> {
  const id = chooseFlow(given);
  const reason = textFlag(given, "reason");
  const flow = await (await session()).app.flows.setMode(id, { mode: wanted, ...(reason !== undefined && { reason }) }, "cli");
  output.document("flow", { id, mode: flow.mode });
  output.data(`${id} is ${flow.mode === "off" ? "still off" : flow.mode}.`);
  return exitCodes.done;
}
