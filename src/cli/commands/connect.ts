import type { Connection } from "#core/ports/store.ts";
import { neededFlag, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { readSecretFile } from "../read-file.ts";

export const connectHighLevel: Run = (context, given) => connect(context, given, "highlevel", neededFlag(given, "location", "--location <id>"));
export const connectIncident: Run = (context, given) => connect(context, given, "incident", null);

async function connect(context: CommandContext, given: Given, vendor: Connection["vendor"], location: string | null): Promise<ExitCode> {
  const { output } = context;
  const baseUrl = textFlag(given, "baseUrl") ?? null;
  if (baseUrl !== null && !/^https?:$/u.test(URL.canParse(baseUrl) ? new URL(baseUrl).protocol : ""))
    throw usage("--base-url: must be an address that begins with https:// or, for a sandbox on this machine, http://");
  const credential = await readSecretFile(context, neededFlag(given, "tokenFile", "--token-file <file>"), "--token-file");
  const secretFile = textFlag(given, "webhookSecretFile");
  const webhookSecrets = secretFile === undefined ? [] : secretsIn(await readSecretFile(context, secretFile, "--webhook-secret-file"));
  const { connectAccount, locationIdIn } = await import("#main/connect-account.ts");
  if (location !== null) locationIdIn(location);
  const session = await context.session();
  const { connection, facts, missing, renewed } = await connectAccount(
    { store: session.ports.store, random: session.ports.random, vendors: session.vendors, workspaceId: session.workspaceId },
    { vendor, credential, location, name: textFlag(given, "name") ?? null, baseUrl, webhookSecrets },
  );
  output.document("connected", { connection, missing, renewed });
  output.data(`${renewed ? "Renewed" : "Connected"} ${connection.name} (${connection.id}).`);
  for (const [name, value] of Object.entries(facts)) output.detail(`  ${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`);
  if (missing.length > 0)
    output.note(`Missing permissions: ${missing.join(", ")}. Grant them at the vendor, then run \`highwire connections test ${connection.id}\`.`);
  if (vendor === "incident") output.note(`Webhook address for incident.io: <your public address>/webhooks/incident/${connection.id}`);
  output.note(await nextStep(session));
  return missing.length > 0 ? exitCodes.partlyDone : exitCodes.done;
}

function secretsIn(text: string): readonly string[] {
  const secrets = text.split(/\s+/u).filter((word) => word !== "");
  if (secrets.length === 0 || secrets.some((secret) => !/^whsec_[A-Za-z0-9+/=]{8,}$/u.test(secret)))
    throw usage("--webhook-secret-file: the file must hold signing secrets that begin with whsec_");
  return secrets;
}

async function nextStep(session: Awaited<ReturnType<CommandContext["session"]>>): Promise<string> {
  const vendors = new Set((await session.ports.store.connections(session.workspaceId)).map(({ vendor }) => vendor));
  if (!vendors.has("highlevel")) return "Next: highwire connect highlevel --location <id> --token-file <file>";
  if (!vendors.has("incident")) return "Next: highwire connect incident --token-file <file>";
  const bridges = await session.ports.store.bridges(session.workspaceId);
  return bridges.length === 0 ? "Next: highwire bridges create" : "Next: highwire plan";
}
