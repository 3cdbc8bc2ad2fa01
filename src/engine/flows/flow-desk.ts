import { inMode, type Bridge, type BridgeMode, type Entity } from "#core/bridge.ts";
import { entityWords } from "#core/entity-words.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId, WorkspaceId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import { doesLess, flowMode, recipeIds, recipes, type FlowMode, type Recipe, type RecipeId } from "#core/recipes.ts";
import { vendorName } from "#core/vendor-name.ts";
import type { EnginePorts } from "../engine-ports.ts";
import { personEntry } from "../person-entry.ts";
import { writeWhatShadowTold } from "../redrive.ts";

/** How a bridge of each kind begins; `src/main` knows the default mappings. */
export type MakeBridge = (
  entity: Entity,
  given: { readonly id: BridgeId; readonly name: string; readonly left: Connection; readonly right: Connection },
) => Bridge;

export interface FlowState {
  readonly recipe: Recipe;
  readonly mode: FlowMode;
  /** Its own bridges first, then those that go with it, then those that it needs. */
  readonly bridges: readonly Bridge[];
}

/** What stands in the way of going live, or should be known before. */
export interface Check {
  readonly id: "connected" | "not-paused" | "no-brake" | "no-conflicts" | "nothing-failing";
  readonly ok: boolean;
  /** Without it there is no going live, whatever the reason. */
  readonly needed: boolean;
  /** How many stand in the way. */
  readonly count: number;
}

export interface ModeWish {
  readonly mode: BridgeMode;
  /** Why a person goes live although a check says no. */
  readonly reason?: string;
}

/** The flows that people switch on and off: each a set of bridges. */
export interface FlowDesk {
  all(): Promise<readonly FlowState[]>;
  one(id: RecipeId): Promise<FlowState>;
  checks(id: RecipeId): Promise<readonly Check[]>;
  /**
   * Brings a flow into a mode, making the bridges that are missing. Throws `HW_NOT_CONNECTED`, and `HW_REQUEST_CONFLICT` when a check forbids to go
   * live, or one that can be overridden does and no reason is given.
   */
  setMode(id: RecipeId, wish: ModeWish, who: string): Promise<FlowState>;
  /** Adds a bridge that goes with the flow, in the flow's mode. Throws as `setMode`, and `HW_REQUEST_INVALID` for a kind that does not. */
  add(id: RecipeId, entity: Entity, who: string): Promise<FlowState>;
}

export interface FlowDeskParts {
  readonly ports: EnginePorts;
  readonly workspaceId: WorkspaceId;
  readonly makeBridge: MakeBridge;
}

export function createFlowDesk(parts: FlowDeskParts): FlowDesk {
  const { ports, workspaceId } = parts;
  const { store } = ports;
  const stateOf = (recipe: Recipe, bridges: readonly Bridge[]): FlowState => {
    const kinds = [...recipe.own, ...recipe.also, ...recipe.needs];
    const ofIt = bridges.filter(({ entity }) => kinds.includes(entity));
    return {
      recipe,
      mode: flowMode(recipe, bridges),
      bridges: ofIt.toSorted((one, other) => kinds.indexOf(one.entity) - kinds.indexOf(other.entity)),
    };
  };
  const one: FlowDesk["one"] = async (id) => stateOf(recipes[id], await store.bridges(workspaceId));
  const checks: FlowDesk["checks"] = async (id) => checksOf(ports, workspaceId, await one(id));

  return {
    async all() {
      const bridges = await store.bridges(workspaceId);
      return recipeIds.map((id) => stateOf(recipes[id], bridges));
    },
    one,
    checks,
    async setMode(id, wish, who) {
      const recipe = recipes[id];
      const isLive = wish.mode === "live" || wish.mode === "canary";
      if (isLive) refuse(await checks(id), wish);
      if (isOn(wish.mode)) await makeMissing(parts, [...recipe.needs, ...recipe.own]);
      const { bridges } = await one(id);
      for (const bridge of bridges) await changeOne(parts, recipe, bridge, wish, who);
      return one(id);
    },
    async add(id, entity, who) {
      const { recipe, mode } = await one(id);
      if (!recipe.also.includes(entity))
        throw new HighwireError("HW_REQUEST_INVALID", { field: "entity", detail: `${entity} does not go with this flow` });
      await makeMissing(parts, [entity]);
      const made = (await one(id)).bridges.filter((bridge) => bridge.entity === entity);
      const wish = { mode: mode === "off" || mode === "mixed" ? "draft" : mode } as const;
      for (const bridge of made) await changeOne(parts, recipe, bridge, wish, who);
      return one(id);
    },
  };
}

const isOn = (mode: BridgeMode): boolean => mode !== "draft" && mode !== "paused";

function refuse(checks: readonly Check[], { mode, reason = "" }: ModeWish): void {
  const open = checks.filter(({ ok }) => !ok);
  const needed = open.filter((check) => check.needed);
  if (needed.length > 0) throw new HighwireError("HW_REQUEST_CONFLICT", { field: "mode", detail: `${mode}: ${words(needed)}` });
  if (open.length > 0 && reason.trim() === "")
    throw new HighwireError("HW_REQUEST_CONFLICT", { field: "reason", detail: `${words(open)}; settle that first, or say why you go on` });
}

const checkWords: Readonly<Record<Check["id"], string>> = {
  connected: "an account is not connected",
  "not-paused": "a connection is paused",
  "no-brake": "the mass-delete brake is on",
  "no-conflicts": "conflicts wait for a person",
  "nothing-failing": "records are failing",
};
const words = (checks: readonly Check[]): string => checks.map(({ id }) => checkWords[id]).join(", ");

async function checksOf({ store }: EnginePorts, workspaceId: WorkspaceId, { bridges }: FlowState): Promise<readonly Check[]> {
  const connections = await store.connections(workspaceId);
  const counts = await Promise.all(bridges.map(({ id }) => store.counts(workspaceId, id)));
  const missing = (["highlevel", "incident"] as const).filter((vendor) => connections.every((connection) => connection.vendor !== vendor)).length;
  const paused = connections.filter(({ state }) => state === "paused").length;
  const braked = bridges.filter(({ brake }) => brake !== null).length;
  const conflicts = counts.reduce((sum, { openConflicts }) => sum + openConflicts, 0);
  const failing = counts.reduce((sum, count) => sum + count.failing, 0);
  const check = (id: Check["id"], count: number, needed: boolean): Check => ({ id, ok: count === 0, needed, count });
  return [
    check("connected", missing, true),
    check("not-paused", paused, false),
    check("no-brake", braked, true),
    check("no-conflicts", conflicts, false),
    check("nothing-failing", failing, false),
  ];
}

/** Makes a bridge for each kind of which there is none, between the two accounts. */
async function makeMissing({ ports, workspaceId, makeBridge }: FlowDeskParts, wanted: readonly Entity[]): Promise<void> {
  const { store, random } = ports;
  const known = await store.bridges(workspaceId);
  const missing = wanted.filter((entity) => known.every((bridge) => bridge.entity !== entity));
  if (missing.length === 0) return;
  const connections = await store.connections(workspaceId);
  const [left, right] = [onlyOne(connections, "highlevel"), onlyOne(connections, "incident")];
  for (const entity of missing) {
    await store.saveBridge(makeBridge(entity, { id: random.uuid() as BridgeId, name: titled(entityWords[entity]), left, right }));
  }
}

const titled = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

/** With several accounts of a vendor nobody can tell which is meant: the command line names them. */
function onlyOne(connections: readonly Connection[], vendor: Connection["vendor"]): Connection {
  const [only, ...others] = connections.filter((connection) => connection.vendor === vendor);
  if (only === undefined) throw new HighwireError("HW_NOT_CONNECTED", { detail: `no ${vendorName(vendor)} account is connected` });
  if (others.length > 0)
    throw new HighwireError("HW_REQUEST_CONFLICT", {
      detail: `there are several ${vendorName(vendor)} accounts; make the bridges with \`highwire bridges create --left <id> --right <id>\``,
    });
  return only;
}

async function changeOne(
  { ports, workspaceId }: FlowDeskParts,
  recipe: Recipe,
  bridge: Bridge,
  { mode, reason }: ModeWish,
  who: string,
): Promise<void> {
  const { store, clock } = ports;
  const changed = await store.changeBridge(workspaceId, bridge.id, (current) => {
    const next = nextOf(recipe, current, mode);
    return next.mode === current.mode && next.version === current.version && mode !== "canary" ? null : next;
  });
  if (changed === null) return;
  const detail = { mode: changed.mode, flow: recipe.id, ...(reason !== undefined && reason !== "" && { reason }) };
  await store.appendJournal(workspaceId, [personEntry("config", who, detail, { bridgeId: bridge.id })], clock.now());
  await writeWhatShadowTold(ports, changed);
}

/** What a bridge shares with another flow is started with this one and never stopped by it. */
function nextOf({ own, needs, takesNew }: Recipe, bridge: Bridge, mode: BridgeMode): Bridge {
  const isShared = takesNew === true || needs.includes(bridge.entity);
  const moved = isShared && !doesLess(bridge.mode, mode) ? bridge : inMode(bridge, mode);
  const { cases } = bridge;
  if (takesNew !== true || cases === null || !own.includes(bridge.entity)) return moved;
  const wanted = isOn(mode);
  return (cases.takesNew ?? false) === wanted ? moved : { ...moved, cases: { ...cases, takesNew: wanted }, version: bridge.version + 1 };
}
