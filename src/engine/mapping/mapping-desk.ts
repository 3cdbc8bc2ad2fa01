import { wantsPlan, type Bridge } from "#core/bridge.ts";
import { entityWords } from "#core/entity-words.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId, PlanId, WorkspaceId } from "#core/ids.ts";
import { mappingIssues } from "#core/mapping/check-mapping.ts";
import type { DraftRow, MappingIssue } from "#core/mapping/draft-row.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import { faultWords } from "#core/mapping/fault-words.ts";
import { mappingChanges } from "#core/mapping/mapping-changes.ts";
import { isMappedEntity } from "#core/mapping/places.ts";
import { remap } from "#core/mapping/remap.ts";
import { roundTrip, type RoundTrip } from "#core/mapping/tell-value.ts";
import type { MappingVersion } from "#core/ports/mapping-versions.ts";
import type { KeptPlan } from "#core/ports/plan-store.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import { canonicalise } from "#core/record/canonicalise.ts";
import { canonicalJson } from "#lib/json.ts";
import type { EnginePorts } from "../engine-ports.ts";
import { personEntry } from "../person-entry.ts";
import type { PlanDesk } from "../plans/plan-desk.ts";
import { remember } from "../remember.ts";
import { knownPlaces } from "./known-places.ts";
import type { KnownPlaces, NewAttribute, PlacesPort } from "./places-port.ts";
import { SampleRecords } from "./sample-records.ts";

/** A bridge's mapping as it stands, and what it can be made between. */
export interface MappingState {
  readonly bridge: Bridge;
  readonly version: MappingVersion;
  readonly places: KnownPlaces;
  /** A change of it wants a plan first, because what it changes is written as soon as a record is looked at (S4). */
  readonly needsPlan: boolean;
}

/** What a mapping would make of one record, in the order of its rows. */
export interface TriedRecord {
  readonly title: string;
  readonly rows: readonly (RoundTrip & { readonly there: CanonicalValue })[];
}

export interface TriedMapping {
  readonly bridge: Bridge;
  readonly places: KnownPlaces;
  readonly issues: readonly MappingIssue[];
  readonly records: readonly TriedRecord[];
}

export interface MappingWish {
  readonly rows: readonly DraftRow[];
  /** Number of the version that the rows were made from: whoever saves over another's change is told (never overwritten). */
  readonly basedOn: number;
  readonly note?: string;
  /** The plan that was made with these rows; needed where `needsPlan` says so. */
  readonly plan?: PlanId | null;
}

/** Mappings as people choose them. Throws `HW_REQUEST_NOT_FOUND`, and `HW_REQUEST_CONFLICT` for a bridge whose fields nobody can choose. */
export interface MappingDesk {
  show(bridgeId: BridgeId): Promise<MappingState>;
  /** What is wrong with these rows and what they would make of real records. Saves nothing. */
  attempt(bridgeId: BridgeId, rows: readonly DraftRow[]): Promise<TriedMapping>;
  /** Begins to make a plan with these rows, as if they were saved. Throws `HW_REQUEST_INVALID` with the path of the first fault. */
  plan(bridgeId: BridgeId, rows: readonly DraftRow[], who: string): Promise<KeptPlan>;
  /** Throws as `plan`, and `HW_REQUEST_CONFLICT` when somebody saved meanwhile, or a plan with these rows is needed and missing. */
  save(bridgeId: BridgeId, wish: MappingWish, who: string): Promise<MappingState>;
  /** All versions, the one in force first. */
  versions(bridgeId: BridgeId): Promise<readonly MappingVersion[]>;
  addAttribute(bridgeId: BridgeId, wish: NewAttribute, who: string): Promise<{ readonly place: string; readonly state: MappingState }>;
}

export interface MappingDeskParts {
  readonly ports: EnginePorts;
  readonly workspaceId: WorkspaceId;
  readonly plans: PlanDesk;
  /** Default: what is known without asking the vendors. */
  readonly places?: PlacesPort;
}

export function createMappingDesk({ ports, workspaceId, plans, places = knownPlaces }: MappingDeskParts): MappingDesk {
  const mappings = new Mappings(ports, workspaceId, places);
  return {
    show: async (id) => mappings.stateOf(await mappings.bridge(id)),
    attempt: async (id, rows) => mappings.attempt(await mappings.bridge(id), rows),
    async plan(id, rows, who) {
      const bridge = await mappings.bridge(id);
      return plans.make(id, who, await mappings.fieldsFor(bridge, rows));
    },
    save: async (id, wish, who) => mappings.save(await mappings.bridge(id), wish, who),
    versions: async (id) => mappings.versionsOf(await mappings.bridge(id)),
    async addAttribute(id, wish, who) {
      const bridge = await mappings.bridge(id);
      const place = await places.addAttribute(bridge, wish);
      mappings.lookAnew();
      await ports.store.appendJournal(workspaceId, [personEntry("config", who, { attribute: place }, { bridgeId: id })], ports.clock.now());
      return { place, state: await mappings.stateOf(await mappings.bridge(id)) };
    },
  };
}

/** The mappings of one workspace. */
class Mappings {
  readonly #ports: EnginePorts;
  readonly #workspaceId: WorkspaceId;
  readonly #placesNow: ReturnType<typeof remember<string, [Bridge], KnownPlaces>>;
  readonly #samples: SampleRecords;

  constructor(ports: EnginePorts, workspaceId: WorkspaceId, places: PlacesPort) {
    this.#ports = ports;
    this.#workspaceId = workspaceId;
    // A person who edits rows has them tried with each change, which is no reason to ask the vendors each time.
    this.#placesNow = remember(ports.clock, (_key: string, bridge: Bridge) => places.placesOf(bridge));
    this.#samples = new SampleRecords(ports);
  }

  bridge(id: BridgeId): Promise<Bridge> {
    return mappedBridge(this.#ports, this.#workspaceId, id);
  }

  async stateOf(bridge: Bridge): Promise<MappingState> {
    const places = await this.#placesOf(bridge, await this.#everIn(bridge));
    return { bridge, version: versionInForce(bridge), places, needsPlan: wantsPlan(bridge.mode) };
  }

  async versionsOf(bridge: Bridge): Promise<readonly MappingVersion[]> {
    const newest = versionInForce(bridge);
    const former = await this.#ports.store.mappings.list(this.#workspaceId, bridge.id);
    return [newest, ...former.filter(({ number }) => number < newest.number)];
  }

  /** All fields that the bridge has or had, the oldest first. */
  async #everIn(bridge: Bridge): Promise<readonly FieldMap[]> {
    return (await this.versionsOf(bridge)).toReversed().flatMap(({ fields }) => fields);
  }

  /** Where a side's places are not known yet, those of former mappings still count: what was taken out can be put in again. */
  #placesOf(bridge: Bridge, ever: readonly FieldMap[]): Promise<KnownPlaces> {
    const former = ever.filter(({ left, right }, index) => ever.findLastIndex((map) => map.left === left || map.right === right) === index);
    return this.#placesNow(JSON.stringify([bridge.id, bridge.version]), { ...bridge, fields: former });
  }

  /** Asks the vendors at the next look what there is. */
  lookAnew(): void {
    this.#placesNow.forget();
  }

  /** The fields that these rows make. Throws `HW_REQUEST_INVALID`. */
  async fieldsFor(bridge: Bridge, given: readonly DraftRow[]): Promise<readonly FieldMap[]> {
    const ever = await this.#everIn(bridge);
    const known = await this.#placesOf(bridge, ever);
    const rows = anewWhereGone(bridge, given, ever);
    refuse(mappingIssues(bridge, rows, known));
    return remap(bridge, rows, known, ever);
  }

  async attempt(bridge: Bridge, given: readonly DraftRow[]): Promise<TriedMapping> {
    const ever = await this.#everIn(bridge);
    const rows = anewWhereGone(bridge, given, ever);
    const known = await this.#placesOf(bridge, ever);
    const records = await this.#samples.of(bridge, known);
    const maps = attemptedMaps(bridge, rows, known);
    return {
      bridge,
      places: known,
      issues: mappingIssues(bridge, rows, known),
      records: records.map(({ title, left, right }) => ({
        title,
        rows: maps.map((map) => {
          const before = canonicalise(map.kind, left.get(map.left) ?? null, bridge);
          return { ...roundTrip(map, before, bridge), there: right?.get(map.right) ?? null };
        }),
      })),
    };
  }

  async save(bridge: Bridge, wish: MappingWish, who: string): Promise<MappingState> {
    const { store, clock } = this.#ports;
    const { id } = bridge;
    const fields = await this.fieldsFor(bridge, wish.rows);
    if (canonicalJson(fields) === canonicalJson(bridge.fields)) return this.stateOf(bridge);
    await checkWish(this.#ports, bridge, wish, fields);
    const before = versionInForce(bridge);
    await store.mappings.keep(this.#workspaceId, before);
    const mapped = { number: before.number + 1, at: clock.now(), who, note: wish.note?.trim() ?? "" };
    const changed = await store.changeBridge(this.#workspaceId, id, (current) =>
      current.version === bridge.version ? { ...current, fields, mapped, version: current.version + 1 } : null,
    );
    if (changed === null) throw savedMeanwhile();
    const detail = { mapping: mapped.number, fields: mappingChanges(before.fields, fields).map(({ field }) => field) };
    await store.appendJournal(this.#workspaceId, [personEntry("config", who, detail, { bridgeId: id })], clock.now());
    return this.stateOf(changed);
  }
}

async function mappedBridge({ store }: EnginePorts, workspaceId: WorkspaceId, id: BridgeId): Promise<Bridge> {
  const bridge = await store.bridge(workspaceId, id);
  if (bridge === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "bridge", recordId: id });
  if (!isMappedEntity(bridge.entity))
    throw new HighwireError("HW_REQUEST_CONFLICT", {
      field: "bridge",
      detail: `what ${entityWords[bridge.entity]} say is fixed, so there are no fields to choose`,
    });
  return bridge;
}

export const versionInForce = ({ id, fields, mapped }: Bridge): MappingVersion => ({
  bridgeId: id,
  number: mapped?.number ?? 1,
  fields,
  at: mapped?.at ?? null,
  who: mapped?.who ?? null,
  note: mapped?.note ?? "",
});

const savedMeanwhile = (): HighwireError =>
  new HighwireError("HW_REQUEST_CONFLICT", {
    field: "basedOn",
    detail: "somebody changed this flow meanwhile; look at the mapping again, then make your change once more",
  });

function refuse([first, ...others]: readonly MappingIssue[]): void {
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` (and ${String(others.length)} more)`;
  throw new HighwireError("HW_REQUEST_INVALID", { field: first.path, detail: `${first.path}: ${faultWords(first)}${more}` });
}

async function checkWish(
  ports: EnginePorts,
  bridge: Bridge,
  { basedOn, plan: planId = null }: MappingWish,
  fields: readonly FieldMap[],
): Promise<void> {
  if (basedOn !== versionInForce(bridge).number) throw savedMeanwhile();
  if (!wantsPlan(bridge.mode)) return;
  const plan = planId === null ? null : await ports.store.keptPlan(bridge.workspaceId, planId);
  const isOfThese = plan?.fields !== undefined && plan.bridgeId === bridge.id && canonicalJson(plan.fields) === canonicalJson(fields);
  if (!isOfThese) throw noPlan("first make a plan with exactly this mapping, so that you see what it changes");
  if (plan.summary === null) throw noPlan("the plan with this mapping is not ready yet; wait until it is");
  if (plan.bridgeVersion !== bridge.version + 1 || plan.expiresAt < ports.clock.now())
    throw noPlan("the plan with this mapping is too old; make another one");
}

const noPlan = (detail: string): HighwireError => new HighwireError("HW_REQUEST_CONFLICT", { field: "plan", detail });

/** The rows as fields that values can be told through, however wrong they still are. */
function attemptedMaps(bridge: Bridge, rows: readonly DraftRow[], known: KnownPlaces): readonly FieldMap[] {
  return rows.map((row) => {
    const [map] = remap({ fields: bridge.fields.filter(({ field }) => field === row.field) }, [row], known, []);
    return map ?? { ...row, field: "", kind: "text" };
  });
}

/** Rows of a former version name fields that may be mapped no more: those are mapped anew. */
function anewWhereGone({ fields }: Bridge, rows: readonly DraftRow[], ever: readonly FieldMap[]): readonly DraftRow[] {
  const has = (maps: readonly FieldMap[], name: string | null): boolean => maps.some(({ field }) => field === name);
  return rows.map((row) => (has(fields, row.field) || !has(ever, row.field) ? row : { ...row, field: null }));
}
