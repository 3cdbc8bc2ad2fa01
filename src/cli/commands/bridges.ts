import { counted } from "#lib/counted.ts";
import { vendorName } from "#core/vendor-name.ts";
import type { Bridge, BridgeMode, CaseRules } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import { chooseBridge } from "../choose-bridge.ts";
import { neededArg, textFlag, usage, type Run } from "../command-context.ts";
import { entityOf, entityWords } from "../entity-words.ts";
import { exitCodes } from "../exit-codes.ts";

/** Characters of a hold tag at most. */
const MAX_TAG = 60;
const modes: readonly BridgeMode[] = ["draft", "shadow", "live", "paused"];
const modeWords: Readonly<Record<BridgeMode, string>> = {
  draft: "is a draft: nothing runs",
  shadow: "decides and shows what it would do, but writes nothing",
  live: "is live: both sides are kept in step",
  paused: "is paused: work waits",
};

export const create: Run = async ({ output, session }, given) => {
  const opened = await session();
  const connections = await opened.ports.store.connections(opened.workspaceId);
  const left = chooseSide(connections, "highlevel", textFlag(given, "left"), "--left <id>");
  const right = chooseSide(connections, "incident", textFlag(given, "right"), "--right <id>");
  const kind = textFlag(given, "kind") ?? "contacts";
  const entity = entityOf(kind);
  if (entity === undefined) throw usage(`--kind: ${JSON.stringify(kind)} is not one of: ${Object.values(entityWords).join(", ")}`);
  const { newBridges } = await import("#main/default-mapping.ts");
  const name = textFlag(given, "name") ?? `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
  const made = newBridges[entity]({ id: opened.ports.random.uuid() as BridgeId, name, left, right });
  const bridge = { ...made, cases: withEmailField(made.cases, textFlag(given, "emailField")) };
  await refuseTwin(await opened.ports.store.bridges(opened.workspaceId), bridge);
  await opened.ports.store.saveBridge(bridge);
  output.document("bridge", { bridge });
  output.data(`Created ${bridge.name} (${bridge.id}) as a draft.`);
  output.note("Next: highwire plan, then highwire bridges mode live");
  return exitCodes.done;
};

function withEmailField(cases: CaseRules | null, emailField: string | undefined): CaseRules | null {
  if (emailField === undefined) return cases;
  if (cases === null) throw usage("--email-field: only bridges of what hangs on incidents look for affected contacts");
  return { ...cases, emailField };
}

export const list: Run = async ({ output, session }) => {
  const { bridges } = await (await session()).app.status();
  output.document("bridges", { bridges });
  if (bridges.length === 0) output.note("There is no bridge yet. Next: highwire bridges create");
  else {
    const rows = bridges.map(({ bridge, counts }) =>
      [
        bridge.id,
        bridge.name,
        entityWords[bridge.entity],
        bridge.mode,
        counts["in-sync"],
        counts.waiting,
        counts.openConflicts,
        counts.failing,
        counts.excluded,
      ].map(String),
    );
    output.table(["ID", "NAME", "KIND", "MODE", "IN STEP", "WAITING", "CONFLICTS", "FAILING", "EXCLUDED"], rows);
  }
  return exitCodes.done;
};

export const mode: Run = async ({ output, session }, given) => {
  const wanted = modes.find((word) => word === neededArg(given, 0, "<mode>"));
  if (wanted === undefined) throw usage(`<mode>: ${JSON.stringify(given.args[0])} is not one of: ${modes.join(", ")}`);
  const opened = await session();
  const bridge = await opened.app.setBridgeMode((await chooseBridge(opened, given)).id, wanted, "cli");
  output.document("bridge", { bridge });
  output.data(`${bridge.name} ${modeWords[bridge.mode]}.`);
  return exitCodes.done;
};

/** The word that switches the hold tag off. */
const OFF = "off";

export const hold: Run = async ({ output, session }, given) => {
  const tag = neededArg(given, 0, "<tag>").trim();
  if (tag === "" || tag.length > MAX_TAG) throw usage(`<tag>: a tag has 1 to ${String(MAX_TAG)} characters; \`off\` switches it off`);
  const opened = await session();
  const bridge = await opened.app.setHoldTag((await chooseBridge(opened, given)).id, tag.toLowerCase() === OFF ? null : tag, "cli");
  output.document("bridge", { bridge });
  const { holdTag = null } = bridge.cases ?? {};
  output.data(
    holdTag === null
      ? `${bridge.name} holds nobody: the tag is taken off whoever still carries it.`
      : `${bridge.name} puts the tag ${JSON.stringify(holdTag)} on contacts while they are on an incident.`,
  );
  if (holdTag !== null) output.note("The tag is the bridge's own from now on. Let your workflows in HighLevel skip contacts that carry it.");
  return exitCodes.done;
};

export const release: Run = async ({ output, session }, given) => {
  const opened = await session();
  const chosen = await chooseBridge(opened, given);
  if (chosen.brake === null) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: `the brake of ${chosen.name} is not on` });
  const bridge = await opened.app.releaseBrake(chosen.id, "cli");
  output.document("bridge", { bridge });
  output.data(`Released the brake of ${bridge.name}.`);
  return exitCodes.done;
};

export const redrive: Run = async ({ output, session }, given) => {
  const opened = await session();
  const bridge = await chooseBridge(opened, given);
  const count = await opened.app.redrive({ bridgeId: bridge.id });
  output.document("redriven", { bridgeId: bridge.id, count });
  output.data(count === 0 ? "Nothing is parked." : `${counted(count, "link is", "links are")} tried again.`);
  return exitCodes.done;
};

function chooseSide(connections: readonly Connection[], vendor: Connection["vendor"], wanted: string | undefined, flag: string): Connection {
  const fitting = connections.filter((connection) => connection.vendor === vendor);
  if (wanted !== undefined) {
    const found = fitting.find((connection) => connection.id === wanted || connection.name === wanted);
    if (found === undefined)
      throw new HighwireError("HW_REQUEST_NOT_FOUND", {
        detail: `${flag}: ${JSON.stringify(wanted)} is no ${vendorName(vendor)} connection; \`highwire connections list\` shows them`,
      });
    return found;
  }
  const [only, ...others] = fitting;
  if (only === undefined)
    throw new HighwireError("HW_NOT_CONNECTED", {
      detail: `no ${vendorName(vendor)} account is connected; run \`highwire connect ${vendor}\``,
    });
  if (others.length > 0) throw usage(`there are several connections of that vendor; name one with ${flag}`);
  return only;
}

/** Two bridges for the same records of the same accounts would write over each other. */
async function refuseTwin(bridges: readonly Bridge[], bridge: Bridge): Promise<void> {
  const twin = bridges.find((other) => other.left === bridge.left && other.right === bridge.right && other.entity === bridge.entity);
  if (twin !== undefined) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: `${twin.name} (${twin.id}) already joins these two accounts` });
}
