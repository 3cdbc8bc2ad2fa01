import { fieldLabels, type FieldLabel } from "#core/mapping/field-label.ts";
import type { Bridge } from "#core/bridge.ts";
import type { Instant, LinkId, PlanId } from "#core/ids.ts";
import type { Base, ConflictRow, LinkRow } from "#core/ports/store.ts";
import type { Side, SideRecord } from "#core/record/canonical.ts";
import { planLink } from "#core/sync/plan-link.ts";
import { hasMatchKey } from "#core/sync/plan-one-side.ts";
import type { ActPlan, KnownCandidate, LinkPlan, SideState } from "#core/sync/link-plan.ts";
import { baseFor, matchesBase, type Fingerprint } from "#core/sync/merge-field.ts";
import type { PlanItem, PlanSymbol, SeenFields, SyncPlan } from "#core/sync/sync-plan.ts";
import { turn } from "#lib/turn.ts";
import type { EnginePorts, Sides } from "./engine-ports.ts";
import { linkPages } from "./link-pages.ts";
import { isListed, listBothSides, type ListOptions } from "./list-both-sides.ts";
import { isPaused } from "./pause-link.ts";
import { sealPlan } from "./seal-plan.ts";
import { sentenceForPlan } from "./explain/sentences.ts";
import { PAUSED } from "#core/record/link-status.ts";
import { shownTitleIn } from "#core/record/title.ts";

/** Items that are planned in one go: a few milliseconds' worth. */
const ITEMS = 250;

interface PreviewOptions extends ListOptions {
  /** Default: a new one. */
  readonly id?: PlanId;
  /** Keeps what was decided, while the plan is sealed. */
  readonly keep?: (items: readonly PlanItem[]) => Promise<void>;
}

/** Reads both sides by pages and plans every link with the planner that the run uses (S4). Writes nothing, here or at the vendors. */
export async function previewBridge(ports: EnginePorts, bridge: Bridge, options: PreviewOptions = {}): Promise<SyncPlan> {
  const sides = await ports.sides(bridge);
  const fingerprint = await ports.store.fingerprinter(bridge.workspaceId);
  const records = await listBothSides(sides, options);
  const { highlevel: left, incident: right } = records;
  const links = await allLinks(ports, bridge);
  const conflicts = await openConflicts(ports, bridge, links);
  const { gone = [], kept = [] } = Object.groupBy(links, ({ because }) => (because === "HW_LINK_ERASED" ? "gone" : "kept"));
  for (const { leftId, rightId } of gone) {
    left.delete(leftId ?? "");
    right.delete(rightId ?? "");
  }
  const met = kept.filter((link) => isListed(link.leftId, left, sides.left) && isListed(link.rightId, right, sides.right));
  const names = await namesOnOthers(ports, bridge, sides, records);
  const items = await new Preview({ bridge, fingerprint, links: met, conflicts, now: ports.clock.now(), records, names }).items();
  const [, plan] = await Promise.all([options.keep?.(items), sealPlan(ports, bridge, items, options.id ?? (ports.random.uuid() as PlanId))]);
  return plan;
}

/**
 * What people call the contacts on whose records we only put something, by HighLevel id: those records hold no name of their own. Only of contacts
 * that a contact bridge knows.
 */
async function namesOnOthers({ store }: EnginePorts, bridge: Bridge, { left, right }: Sides, { highlevel }: PreviewInput["records"]): Promise<Names> {
  if (left.madeByOthers !== true && right.madeByOthers !== true) return new Map();
  const contacts = (await store.bridges(bridge.workspaceId)).find((one) => one.entity === "contact" && one.left === bridge.left);
  if (contacts === undefined) return new Map();
  const names = new Map<string, string>();
  for (const id of highlevel.keys()) {
    const link = await store.linkOf(bridge.workspaceId, contacts.id, "highlevel", id);
    const name = shownTitleIn({ ...link?.right?.fields, ...link?.left?.fields });
    if (name !== null) names.set(id, name);
  }
  return names;
}

async function allLinks(ports: EnginePorts, bridge: Bridge): Promise<readonly LinkRow[]> {
  const links: LinkRow[] = [];
  for await (const page of linkPages(ports.store, { workspaceId: bridge.workspaceId, bridgeIds: [bridge.id] })) links.push(...page);
  return links;
}

/** Open conflicts by link, so that what a person chose, or has yet to choose, counts in the plan as it will in the run. */
async function openConflicts(ports: EnginePorts, bridge: Bridge, links: readonly LinkRow[]): Promise<ReadonlyMap<LinkId, readonly ConflictRow[]>> {
  const limit = links.reduce((sum, link) => sum + link.openConflicts, 0);
  if (limit === 0) return new Map();
  return Map.groupBy(await ports.store.conflicts(bridge.workspaceId, { state: "open", bridgeId: bridge.id, limit }), (conflict) => conflict.linkId);
}

type Names = ReadonlyMap<string, string>;

interface PreviewInput {
  readonly bridge: Bridge;
  readonly fingerprint: Fingerprint;
  readonly links: readonly LinkRow[];
  readonly conflicts: ReadonlyMap<LinkId, readonly ConflictRow[]>;
  readonly now: Instant;
  readonly records: Readonly<Record<Side, ReadonlyMap<string, SideRecord>>>;
  readonly names: Names;
}

/** Joins what both vendors listed with the stored links, and plans each pair or single. */
class Preview {
  readonly #input: PreviewInput;
  readonly #label: FieldLabel;
  readonly #index: Readonly<Record<Side, ReadonlyMap<string, readonly SideRecord[]>>>;
  readonly #linkOf: ReadonlyMap<string, LinkRow>;
  readonly #done = new Set<string>();

  constructor(input: PreviewInput) {
    const { bridge, records, links } = input;
    this.#input = input;
    this.#label = fieldLabels([input.bridge]);
    this.#index = { highlevel: indexByKeys(bridge, records.highlevel), incident: indexByKeys(bridge, records.incident) };
    this.#linkOf = new Map(
      links.flatMap((link) => [[`highlevel:${link.leftId ?? ""}`, link] as const, [`incident:${link.rightId ?? ""}`, link] as const]),
    );
  }

  async items(): Promise<readonly PlanItem[]> {
    const items: PlanItem[] = [];
    for (const [link, leftId, rightId] of this.#pairs()) {
      items.push(this.#plan(link, leftId, rightId));
      if (items.length % ITEMS === 0) await turn();
    }
    return items;
  }

  /** What is linked, then what no plan before has taken up. */
  *#pairs(): Generator<readonly [link: LinkRow | null, leftId: string | null, rightId: string | null], void> {
    for (const link of this.#input.links) if (link.leftId !== null && link.rightId !== null) yield [link, link.leftId, link.rightId];
    for (const side of ["incident", "highlevel"] as const) {
      for (const { id } of this.#input.records[side].values()) {
        if (this.#done.has(`${side}:${id}`)) continue;
        const link = this.#linkOf.get(`${side}:${id}`) ?? null;
        yield side === "highlevel" ? [link, id, null] : [link, null, id];
      }
    }
  }

  #plan(link: LinkRow | null, leftId: string | null, rightId: string | null): PlanItem {
    let left = this.#stateOf("highlevel", leftId);
    let right = this.#stateOf("incident", rightId);
    if (link !== null && isPaused(link)) return this.#item(link, left, right, restingPlan({ state: "excluded", because: PAUSED, reason: "paused" }));
    let candidates: readonly KnownCandidate[] | null = null;
    for (let round = 0; round < 4; round += 1) {
      const plan = this.#decide(link, left, right, candidates);
      if (plan.kind === "act") return this.#item(link, left, right, plan);
      if (plan.kind === "look-for-candidates") {
        const source = plan.side === "incident" ? left : right;
        candidates = source.kind === "found" ? this.#candidates(plan.side, source.record) : [];
      } else if (plan.side === "highlevel") left = this.#stateOf("highlevel", plan.recordId);
      else right = this.#stateOf("incident", plan.recordId);
    }
    return this.#item(link, left, right, restingPlan({ state: "parked", because: "HW_LINK_AMBIGUOUS", reason: "ambiguous" }));
  }

  #stateOf(side: Side, id: string | null): SideState {
    if (id === null) return { kind: "none" };
    const record = this.#input.records[side].get(id);
    return record === undefined ? { kind: "missing" } : { kind: "found", record };
  }

  #decide(link: LinkRow | null, left: SideState, right: SideState, candidates: readonly KnownCandidate[] | null): LinkPlan {
    return planLink({
      bridge: this.#input.bridge,
      fingerprint: this.#input.fingerprint,
      state: link?.state ?? "active",
      base: link?.base ?? null,
      wasLinked: link !== null && link.linkedAt !== null,
      left,
      right,
      candidates,
      conflicts: (link === null ? undefined : this.#input.conflicts.get(link.id)) ?? [],
      flips: link?.flips ?? {},
      now: this.#input.now,
    });
  }

  #candidates(side: Side, source: SideRecord): readonly KnownCandidate[] {
    const found = new Map<string, KnownCandidate>();
    const add = (record: SideRecord, by: "marker" | "email" | "phone"): void => {
      const known = found.get(record.id);
      const taken = this.#done.has(`${side}:${record.id}`);
      found.set(record.id, { record, taken, rivals: this.#rivals(source, record), matchedBy: [...(known?.matchedBy ?? []), by] });
    };
    for (const record of this.#index[side].get(`marker:${source.id}`) ?? []) add(record, "marker");
    for (const key of this.#input.bridge.matchKeys) {
      for (const record of this.#index[side].get(`${key}:${String(source.fields[key] ?? "")}`) ?? []) add(record, key);
    }
    return [...found.values()];
  }

  /** Other records on the source's side that still look for their counterpart and that this one matches as well (I2). */
  #rivals(source: SideRecord, candidate: SideRecord): readonly string[] {
    const index = this.#index[source.side];
    const keys = this.#input.bridge.matchKeys.map((key) => `${key}:${String(candidate.fields[key] ?? "")}`);
    const alike = [`marker:${candidate.id}`, ...keys].flatMap((key) => index.get(key) ?? []);
    return alike.map(({ id }) => id).filter((id) => id !== source.id && this.#isFree(source.side, id));
  }

  #isFree(side: Side, id: string): boolean {
    const link = this.#linkOf.get(`${side}:${id}`);
    if (link === undefined) return true;
    return (link.leftId === null || link.rightId === null) && link.state !== "tombstone" && link.state !== "unlinked";
  }

  #item(link: LinkRow | null, left: SideState, right: SideState, plan: ActPlan): PlanItem {
    const [leftRecord, rightRecord] = [recordIn(left), recordIn(right)];
    for (const record of [leftRecord, rightRecord]) if (record !== null) this.#done.add(`${record.side}:${record.id}`);
    const symbol = symbolOf(this.#input.bridge, plan);
    return {
      linkId: link?.id ?? (null as LinkId | null),
      leftId: leftRecord?.id ?? link?.leftId ?? null,
      rightId: rightRecord?.id ?? link?.rightId ?? null,
      symbol,
      title: this.#title(leftRecord, rightRecord),
      operations: plan.operations,
      because: sentenceForPlan(plan, (field) => this.#label(this.#input.bridge.id, field)),
      leftVersion: leftRecord?.version ?? null,
      rightVersion: rightRecord?.version ?? null,
      ...(isOpen(symbol) && { seen: this.#seen(link?.base ?? null, leftRecord, rightRecord) }),
    };
  }

  #title(left: SideRecord | null, right: SideRecord | null): string {
    return shownTitleIn(left?.fields ?? right?.fields ?? {}) ?? this.#input.names.get(left?.id ?? "") ?? "(no name)";
  }

  #seen(base: Base | null, left: SideRecord | null, right: SideRecord | null): SeenFields {
    const { bridge, fingerprint } = this.#input;
    const agreed = bridge.fields.flatMap((map) => {
      const { field, kind } = map;
      const known = baseFor(base, map);
      if (known === null) return [];
      const stands = (side: Side, record: SideRecord | null): boolean =>
        record !== null && matchesBase(kind, known, side, record.fields[field] ?? null, fingerprint);
      const [onLeft, onRight] = [stands("highlevel", left), stands("incident", right)];
      return [[field, onLeft ? (onRight ? "both" : "highlevel") : onRight ? "incident" : "neither"] as const];
    });
    return { left: left?.fields ?? null, right: right?.fields ?? null, agreed: Object.fromEntries(agreed) };
  }
}

/** A plan that writes nothing. */
const restingPlan = (why: Pick<ActPlan, "state" | "because" | "reason">): ActPlan => ({
  kind: "act",
  operations: [],
  settledFields: [],
  open: [],
  close: [],
  flips: {},
  ...why,
});
const isOpen = (symbol: PlanSymbol): boolean => symbol !== "=" && symbol !== "⊘";

const recordIn = (state: SideState): SideRecord | null => (state.kind === "found" ? state.record : null);

function indexByKeys(bridge: Bridge, records: ReadonlyMap<string, SideRecord>): ReadonlyMap<string, readonly SideRecord[]> {
  const index = new Map<string, SideRecord[]>();
  const add = (key: string, record: SideRecord): void => {
    const known = index.get(key);
    if (known === undefined) index.set(key, [record]);
    else known.push(record);
  };
  for (const record of records.values()) {
    if (record.counterpartId !== null) add(`marker:${record.counterpartId}`, record);
    if (!hasMatchKey(bridge.matchKeys, record.fields)) continue;
    for (const key of bridge.matchKeys) if (typeof record.fields[key] === "string") add(`${key}:${record.fields[key]}`, record);
  }
  return index;
}

function symbolOf(bridge: Bridge, plan: ActPlan): PlanSymbol {
  if (waitsForPerson(bridge, plan)) return "⚠";
  if (plan.operations.some((operation) => operation.kind === "delete")) return "-";
  if (plan.operations.some((operation) => operation.kind === "create")) return "+";
  if (plan.operations.length > 0) return "~";
  return plan.state === "active" ? "=" : "⊘";
}

/** True when a conflict is opened by this plan, or stands since an earlier one: then a mapped field stays unsettled. */
function waitsForPerson(bridge: Bridge, plan: ActPlan): boolean {
  if (plan.state === "parked" || plan.open.some((conflict) => conflict.state === "open")) return true;
  return plan.state === "active" && plan.settledFields.length < bridge.fields.length;
}
