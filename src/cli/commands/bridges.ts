import { counted } from "#lib/counted.ts";
import { vendorName } from "#core/vendor-name.ts";
import { bridgeModes, entities, type Bridge, type BridgeMode, type Entity } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { hasHistory, withHistory, type HistoryChoice } from "#core/history.ts";
import type { BridgeId, Instant } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import { chooseBridge } from "../choose-bridge.ts";
import { neededArg, textFlag, usage, type Given, type Run } from "../command-context.ts";
import { entityOf, entityWords } from "#core/entity-words.ts";
import { exitCodes } from "../exit-codes.ts";
import { historyIn } from "../history-flag.ts";

/** Characters of a hold tag at most. */
const MAX_TAG = 60;
/** Says that a bridge of every kind is wanted. */
const ALL = "all";
const modeWords: Readonly<Record<BridgeMode, string>> = {
  draft: "is a draft: nothing runs",
  shadow: "decides and shows what it would do, but writes nothing",
  canary: "writes its next ten records, then pauses; at the first surprise at once",
  live: "is live: both sides are kept in step",
  paused: "is paused: work waits",
};

/** Flags that say how incidents name affected contacts. */
const naming = [
  ["--email-field", "emailField"],
  ["--alert-attribute", "alertAttribute"],
] as const;

export const create: Run = async ({ output, session }, given) => {
  const opened = await session();
  const { store } = opened.ports;
  const connections = await store.connections(opened.workspaceId);
  const left = chooseSide(connections, "highlevel", textFlag(given, "left"), "--left <id>");
  const right = chooseSide(connections, "incident", textFlag(given, "right"), "--right <id>");
  const known = await store.bridges(opened.workspaceId);
  const { newBridges } = await import("#main/default-mapping.ts");
  const linkField = textFlag(given, "linkField");
  const history = historyIn(given);
  const now = opened.ports.clock.now();
  const make = (entity: Entity, name: string): Bridge =>
    begins(withFields(newBridges[entity]({ id: opened.ports.random.uuid() as BridgeId, name, left, right }), given), history, now);
  const made = wantedKinds(given).map((entity) => make(entity, textFlag(given, "name") ?? capital(entityWords[entity])));
  for (const [flag, key] of naming) {
    if (textFlag(given, key) !== undefined && made.every(({ cases }) => cases === null))
      throw usage(`${flag}: only bridges of what hangs on incidents look for affected contacts`);
  }
  if (history !== undefined && !made.some(({ entity }) => hasHistory(entity)))
    throw usage("--history is a choice for contacts; the rest follows them");
  if (linkField !== undefined && made.every(({ entity }) => entity !== "board")) throw usage("--link-field: only boards keep a link in a field");
  refuseLacking(made);
  const fresh = textFlag(given, "kind") === ALL ? made.filter((bridge) => twinOf(known, bridge) === undefined) : made;
  for (const bridge of fresh) refuseTwin(known, bridge);
  for (const bridge of fresh) await store.saveBridge(bridge);
  const [only] = fresh;
  output.document("bridge", fresh.length === 1 ? { bridge: only } : { bridges: fresh });
  for (const { name, id } of fresh) output.data(`Created ${name} (${id}) as a draft.`);
  if (fresh.length === 0) output.note("There is a bridge of every kind already: highwire bridges list");
  else output.note(`Next: highwire plan, then highwire bridges mode live${fresh.length > 1 ? " --bridge <id> for each" : ""}`);
  return exitCodes.done;
};

/** With `--kind all` the history is for contacts. */
const begins = (bridge: Bridge, history: HistoryChoice | undefined, now: Instant): Bridge =>
  history !== undefined && hasHistory(bridge.entity) ? withHistory(bridge, history, now) : bridge;

/** Kinds that only those get who ask for them: tasks become follow-ups, and what people say on an incident stays in incident.io. */
const onRequest: readonly Entity[] = ["action", "timeline-note"];

/** Kinds that find nobody unless they are told where contacts are named. */
const neededName: Readonly<Partial<Record<Entity, { readonly key: "emailField" | "alertAttribute"; readonly why: string }>>> = {
  "new-contact": {
    key: "emailField",
    why: "--email-field: new-contacts are made of the e-mail addresses in a text field of incidents; say which",
  },
  "alert-note": {
    key: "alertAttribute",
    why: "--alert-attribute: alert-notes go to alerts that name a contact in one of their attributes; say which",
  },
};

/** The kinds that `--kind` asks for. Throws `HW_USAGE`. */
function wantedKinds(given: Given): readonly Entity[] {
  const kind = textFlag(given, "kind") ?? "contacts";
  if (kind === ALL && textFlag(given, "name") !== undefined) throw usage("--name is for one bridge; with --kind all each is called by its kind");
  const isAsked = (entity: Entity): boolean => {
    const needed = neededName[entity];
    return needed === undefined || textFlag(given, needed.key) !== undefined;
  };
  if (kind === ALL) return entities.filter((entity) => !onRequest.includes(entity) && isAsked(entity));
  const entity = entityOf(kind);
  if (entity === undefined) throw usage(`--kind: ${JSON.stringify(kind)} is not one of: ${[ALL, ...Object.values(entityWords)].join(", ")}`);
  return [entity];
}

/** Throws `HW_USAGE` for a bridge that would find nobody. */
function refuseLacking(made: readonly Bridge[]): void {
  for (const { entity, cases } of made) {
    const needed = neededName[entity];
    if (needed !== undefined && cases?.[needed.key] === undefined) throw usage(needed.why);
  }
}

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

/** With `--kind all` the field is for those that look for affected contacts. */
function withFields(bridge: Bridge, given: Given): Bridge {
  if (bridge.cases === null) return bridge;
  const [emailField, alertAttribute] = [textFlag(given, "emailField"), textFlag(given, "alertAttribute")];
  const linkField = bridge.entity === "board" ? textFlag(given, "linkField") : undefined;
  const named = {
    ...(emailField !== undefined && { emailField }),
    ...(alertAttribute !== undefined && { alertAttribute }),
    ...(linkField !== undefined && { linkField }),
  };
  return { ...bridge, cases: { ...bridge.cases, ...named } };
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
  const wanted = bridgeModes.find((word) => word === neededArg(given, 0, "<mode>"));
  if (wanted === undefined) throw usage(`<mode>: ${JSON.stringify(given.args[0])} is not one of: ${bridgeModes.join(", ")}`);
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

const twinOf = (bridges: readonly Bridge[], bridge: Bridge): Bridge | undefined =>
  bridges.find((other) => other.left === bridge.left && other.right === bridge.right && other.entity === bridge.entity);

/** Two bridges for the same records of the same accounts would write over each other. */
function refuseTwin(bridges: readonly Bridge[], bridge: Bridge): void {
  const twin = twinOf(bridges, bridge);
  if (twin !== undefined) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: `${twin.name} (${twin.id}) already joins these two accounts` });
}
