import { serveMcp } from "#main/mcp/serve-mcp.ts";
import { textFlag, usage, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { readSecretFile } from "../read-file.ts";

/** Speaks the Model Context Protocol over standard input and output; nothing else is ever written there. */
export const mcp: Run = async (context, given) => {
  const file = textFlag(given, "tokenFile");
  if (file === "-") throw usage("--token-file: standard input carries the protocol; name a file, or set HIGHWIRE_TOKEN");
  const token = file === undefined ? context.settings.token : await readSecretFile(context, file, "--token-file");
  await serveMcp({
    settings: context.settings,
    server: textFlag(given, "server") ?? null,
    token,
    input: process.stdin,
    output: process.stdout,
    clock: context.clock,
    signal: context.signal,
  });
  return exitCodes.done;
};
