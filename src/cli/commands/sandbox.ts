import { numberFlag, textFlag, usage, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { untilStopped } from "../until-stopped.ts";

/** Runs the two emulators alone and says how to reach them. Their credentials are made up and open nothing real. */
export const sandbox: Run = async ({ settings, output, signal }, given) => {
  const webhooksTo = textFlag(given, "webhooksTo");
  if (webhooksTo !== undefined && !/^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?\//u.test(webhooksTo))
    throw usage("--webhooks-to: must be an http address of this machine, such as http://127.0.0.1:4400/webhooks/highlevel");
  const { startSandboxes } = await import("#main/sandbox-bridge.ts");
  const sandboxes = await startSandboxes({
    highlevelPort: settings.sandboxHighlevelPort,
    incidentPort: settings.sandboxIncidentPort,
    contacts: numberFlag(given, "contacts", "--contacts", 60, [0, 50_000]),
    seed: numberFlag(given, "seed", "--seed", 1, [0, 999_999_999]),
    limits: given.flags["limits"] !== false,
  });
  const { highlevel, incident } = sandboxes;
  if (webhooksTo !== undefined) highlevel.control.webhooksTo(webhooksTo);
  const facts = {
    highlevel: {
      baseUrl: highlevel.baseUrl,
      control: `${highlevel.baseUrl}/__sandbox/`,
      token: highlevel.token,
      locationId: highlevel.locationId,
      webhookPublicKey: highlevel.publicKey,
    },
    incident: {
      baseUrl: incident.baseUrl,
      control: `${incident.baseUrl}/__sandbox/`,
      apiKey: incident.apiKey,
      webhookSecret: incident.webhookSecret,
    },
  };
  output.document("sandbox", facts);
  for (const [vendor, values] of Object.entries(facts)) {
    output.data(vendor === "highlevel" ? "HighLevel sandbox" : "incident.io sandbox");
    for (const [name, value] of Object.entries(values)) output.data(`  ${name.padEnd(17)}${value}`);
  }
  output.note("Control: POST a JSON array of arguments to <control><name>; GET <control>help lists the names. Press Ctrl-C to stop.");
  await untilStopped(signal);
  await sandboxes.close();
  return exitCodes.done;
};
