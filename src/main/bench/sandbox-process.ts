import { must } from "#lib/must.ts";
import { startSandboxes } from "../sandbox-bridge.ts";
import { linesOf } from "./child.ts";
import type { DistantPair, SandboxCommand, SandboxOrder } from "./distant-sandboxes.ts";

// Sandboxes in a process of their own, so that answering calls does not slow down those who make them.
const lines = linesOf(process.stdin);
const next = async (): Promise<string | null> => {
  const line = await lines.next();
  return line.done === true ? null : line.value;
};
const say = (what: unknown): void => void process.stdout.write(`${JSON.stringify(what)}\n`);

const order = JSON.parse(must(await next(), "the order")) as SandboxOrder;
const pairs = await Promise.all(
  Array.from({ length: order.pairs }, (_unused, index) =>
    startSandboxes({ highlevelPort: 0, incidentPort: 0, contacts: order.contacts, seed: index + 1 }),
  ),
);
say(
  pairs.map(({ highlevel, incident }): DistantPair => {
    const { baseUrl, token, locationId, control } = highlevel;
    return {
      highlevel: { baseUrl, token, locationId },
      customFields: control.customFields(),
      incident: { baseUrl: incident.baseUrl, apiKey: incident.apiKey, webhookSecret: incident.webhookSecret },
      contactIds: control.contacts().map(({ id }) => String(id)),
    };
  }),
);

let edits = 0;

function carryOut(command: SandboxCommand): void {
  for (const [index, { highlevel, incident }] of pairs.entries()) {
    if (command.do === "edit") {
      for (const id of command.contactIds[index] ?? [])
        highlevel.control.editContact(id, { website: `https://${String((edits += 1))}.example.com/` });
    } else {
      highlevel.control.setLimits({ perInterval: 1_000_000, intervalMs: 10_000, perDay: 100_000_000 });
      incident.control.setLimits(null);
      for (const { control } of [highlevel, incident]) control.setFaults([{ fault: { kind: "stall", forMs: command.answerMs } }]);
    }
  }
}

for (let line = await next(); line !== null; line = await next()) {
  carryOut(JSON.parse(line) as SandboxCommand);
  say("done");
}
await Promise.all(pairs.map((sandboxes) => sandboxes.close()));
