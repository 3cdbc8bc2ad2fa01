import { counted } from "#lib/counted.ts";
import { neededFlag, usage, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { readSecretFile } from "../read-file.ts";

/** Seals every secret anew with another master key; the old one is needed a last time. */
export const rewrap: Run = async (context, given) => {
  const key = await readSecretFile(context, neededFlag(given, "newKeyFile", "--new-key-file <file>"), "--new-key-file");
  if (!/^[A-Za-z0-9+/]{43}=$/u.test(key))
    throw usage("--new-key-file: the file must hold 32 bytes in base64, such as `openssl rand -base64 32` prints");
  const { rewrapKeys } = await import("#main/rewrap-keys.ts");
  const count = await rewrapKeys(context.settings, context.log, key);
  context.output.document("rewrapped", { count });
  context.output.data(`Sealed the keys of ${counted(count, "workspace")} with the new master key.`);
  context.output.note("From now on start Highwire with the new key (HIGHWIRE_MASTER_KEY_FILE); the old one opens nothing any more.");
  return exitCodes.done;
};
