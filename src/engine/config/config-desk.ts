import { inMode, type Bridge } from "#core/bridge.ts";
import { configChanges, isSameBridge, unmentioned, type ConfigChange } from "#core/config/config-changes.ts";
import type { ConfigBridge, ConfigConnection, ConfigDocument, ConfigProblem } from "#core/config/config-document.ts";
import { entityWords } from "#core/entity-words.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId, ConnectionId, Instant, WorkspaceId } from "#core/ids.ts";
import { hashOf } from "#lib/hash-of.ts";
import { canonicalJson, isObject, objectIn } from "#lib/json.ts";
import { must } from "#lib/must.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { MakeBridge } from "../flows/flow-desk.ts";
import { versionInForce } from "../mapping/mapping-desk.ts";
import { personEntry } from "../person-entry.ts";
import { keepFor } from "../retention.ts";
import { takeInHistory, writeWhatShadowTold } from "../redrive.ts";
import { asConfigured } from "./as-configured.ts";
import { fitConfig, type ConfigSurroundings, type FittedConfig } from "./check-config.ts";
import { bridgeConfig, configOf } from "./config-of.ts";

/** Under which the file is kept that was applied last. */
const KEPT = "config-file";

/** What a file would change. */
export interface ConfigComparison {
  /** Stands for exactly these changes; null while there is a problem, and then nothing can be applied. */
  readonly hash: string | null;
  readonly changes: readonly ConfigChange[];
  readonly problems: readonly ConfigProblem[];
  /** What is here and not in the file, and stays as it is. */
  readonly untouched: ReturnType<typeof unmentioned>;
}

/** How far this workspace has moved away from the file that was applied last. */
export interface ConfigDrift extends ConfigComparison {
  readonly at: Instant;
}

/** A workspace's configuration as one document, to look at, to compare with a file, and to bring into step with it. */
export interface ConfigDesk {
  read(): Promise<ConfigDocument>;
  compare(file: ConfigDocument): Promise<ConfigComparison>;
  /**
   * Applies exactly the changes for which that hash stands. Resolves with them. Throws `HW_REQUEST_CONFLICT` when anything has changed since they were
   * shown; what was applied until then stays, and comparing again shows the rest. Throws `HW_REQUEST_INVALID` for a file with problems.
   */
  apply(file: ConfigDocument, hash: string, who: string): Promise<readonly ConfigChange[]>;
  /** Null when no file was ever applied. */
  drift(): Promise<ConfigDrift | null>;
}

export interface ConfigDeskParts {
  readonly ports: EnginePorts;
  readonly workspaceId: WorkspaceId;
  readonly makeBridge: MakeBridge;
}

export function createConfigDesk(parts: ConfigDeskParts): ConfigDesk {
  const { ports, workspaceId } = parts;
  const { store, clock } = ports;
  const read = (): Promise<ConfigDocument> => configOf(store, workspaceId);
  const compare = async (file: ConfigDocument): Promise<ConfigComparison> => comparison(await read(), await fitted(parts, file));

  return {
    read,
    compare,
    async apply(file, hash, who) {
      const [here, fit] = [await read(), await fitted(parts, file)];
      const { hash: now, changes, problems } = comparison(here, fit);
      const [problem] = problems;
      if (problem !== undefined) throw new HighwireError("HW_REQUEST_INVALID", { field: problem.path.join("."), detail: problem.says });
      if (now !== hash) throw changedMeanwhile("the configuration");
      for (const wanted of fit.document.connections) await rename(parts, here, wanted, who);
      for (const wanted of fit.document.bridges) await configure(parts, here, wanted, who);
      await keepFor(ports, workspaceId, fit.document.retention, who);
      await store.saveChoice(workspaceId, KEPT, JSON.stringify({ at: clock.now(), file: fit.document }));
      return changes;
    },
    async drift() {
      const kept = keptFile(await store.choice(workspaceId, KEPT));
      return kept === null ? null : { ...(await compare(kept.file)), at: kept.at };
    },
  };
}

function comparison(here: ConfigDocument, { document, problems }: FittedConfig): ConfigComparison {
  if (problems.length > 0) return { hash: null, changes: [], problems, untouched: [] };
  const hash = hashOf(canonicalJson([here, document]));
  return { hash, changes: configChanges(here, document), problems, untouched: unmentioned(here, document) };
}

async function fitted({ ports, workspaceId, makeBridge }: ConfigDeskParts, file: ConfigDocument): Promise<FittedConfig> {
  const { store, random } = ports;
  const [connections, bridges] = await Promise.all([store.connections(workspaceId), store.bridges(workspaceId)]);
  const begins: ConfigSurroundings["begins"] = ({ kind, name, highlevel, incident }) =>
    makeBridge(kind, { id: random.uuid() as BridgeId, name, left: connectionIn(connections, highlevel), right: connectionIn(connections, incident) });
  return fitConfig(file, { connections, bridges, begins });
}

type Connections = ConfigSurroundings["connections"];
const connectionIn = (connections: Connections, id: string): Connections[number] =>
  must(
    connections.find((connection) => connection.id === id),
    "a connection of the file",
  );

const changedMeanwhile = (what: string): HighwireError =>
  new HighwireError("HW_REQUEST_CONFLICT", { detail: `${what} has changed since the differences were shown; look at them again` });

async function rename(
  { ports, workspaceId }: ConfigDeskParts,
  { connections }: ConfigDocument,
  { id, name }: ConfigConnection,
  who: string,
): Promise<void> {
  const before = connections.find((connection) => connection.id === id)?.name;
  if (before === name) return;
  const renamed = await ports.store.changeConnection(workspaceId, id as ConnectionId, (current) => {
    if (current.name !== before) throw changedMeanwhile(current.name);
    return { ...current, name };
  });
  if (renamed !== null)
    await ports.store.appendJournal(workspaceId, [personEntry("config", who, { connection: id, file: "applied" })], ports.clock.now());
}

const isSame = (one: ConfigBridge, other: ConfigBridge): boolean => canonicalJson(one) === canonicalJson(other);

/** Brings one bridge into step with the file, or makes it. */
async function configure(parts: ConfigDeskParts, here: ConfigDocument, wanted: ConfigBridge, who: string): Promise<void> {
  const { ports, workspaceId } = parts;
  const { store, clock } = ports;
  const known = here.bridges.find((bridge) => isSameBridge(bridge, wanted));
  if (known !== undefined && isSame(known, wanted)) return;
  const bridge = known === undefined ? await makeNew(parts, wanted) : await changeKnown(parts, known, wanted, who);
  if (bridge === null) return;
  const changes = configChanges({ ...here, connections: [] }, { ...here, connections: [], bridges: [wanted] });
  const detail = {
    mode: bridge.mode,
    file: known === undefined ? "made" : "applied",
    what: changes.map(({ what }) => what).filter((what) => what !== ""),
  };
  await store.appendJournal(workspaceId, [personEntry("config", who, detail, { bridgeId: bridge.id })], clock.now());
  await writeWhatShadowTold(ports, bridge);
}

async function makeNew({ ports, workspaceId, makeBridge }: ConfigDeskParts, wanted: ConfigBridge): Promise<Bridge> {
  const { store, random, clock } = ports;
  const [connections, bridges] = await Promise.all([store.connections(workspaceId), store.bridges(workspaceId)]);
  if (bridges.some((bridge) => isSameBridge(bridgeConfig(bridge), wanted))) throw changedMeanwhile(entityWords[wanted.kind]);
  const ends = { left: connectionIn(connections, wanted.highlevel), right: connectionIn(connections, wanted.incident) };
  const draft = makeBridge(wanted.kind, { id: random.uuid() as BridgeId, name: wanted.name, ...ends });
  const made = { ...asConfigured(inMode(draft, "draft"), wanted, [], clock.now()), version: 1 };
  await store.saveBridge(made);
  return made;
}

/** A mapping that changes leaves the one before it among the versions, as it does on the mapping's own page. */
async function changeKnown({ ports, workspaceId }: ConfigDeskParts, known: ConfigBridge, wanted: ConfigBridge, who: string): Promise<Bridge | null> {
  const { store, clock } = ports;
  const bridge = (await store.bridges(workspaceId)).find((one) => isSameBridge(bridgeConfig(one), wanted));
  if (bridge === undefined) throw changedMeanwhile(known.name);
  const ever = (await store.mappings.list(workspaceId, bridge.id)).toReversed().flatMap(({ fields }) => fields);
  const isMappedAnew = canonicalJson(asConfigured(bridge, wanted, ever, clock.now()).fields) !== canonicalJson(bridge.fields);
  const before = versionInForce(bridge);
  if (isMappedAnew) await store.mappings.keep(workspaceId, before);
  const changed = await store.changeBridge(workspaceId, bridge.id, (current) => {
    if (!isSame(bridgeConfig(current), known)) throw changedMeanwhile(current.name);
    const next = asConfigured(current, wanted, ever, clock.now());
    return isMappedAnew ? { ...next, mapped: { number: before.number + 1, at: clock.now(), who, note: "" } } : next;
  });
  if (changed !== null) await takeInHistory(ports, bridge, changed);
  return changed;
}

interface KeptFile {
  readonly at: Instant;
  readonly file: ConfigDocument;
}

/** It was checked before it was kept. */
function keptFile(kept: string | null): KeptFile | null {
  const held = objectIn(kept ?? "");
  return isObject(held["file"]) ? (held as unknown as KeptFile) : null;
}
