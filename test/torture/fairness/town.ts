import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, LinkId, WorkspaceId } from "#core/ids.ts";
import type { Connection, DirtyMark, Store } from "#core/ports/store.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import { saveSweepState } from "#engine/sweep/sweep-state.ts";
import type { Loop } from "#engine/loops.ts";
import { createWorker } from "#engine/worker.ts";
import { must } from "#lib/must.ts";
import { contactBridge } from "#main/default-mapping.ts";
import { openVendors } from "#main/open-vendors.ts";
import type { Vendors } from "#main/vendors.ts";
import { createHighLevelSandbox, type HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";
import { defaultRoles } from "#sandbox/incidentio/roles.ts";
import { createIncidentSandbox, type IncidentSandbox } from "#sandbox/incidentio/start-incident-sandbox.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { emptyState, type MemoryState } from "#storage/memory/memory-state.ts";
import { connectAccount, inProcess, lowerCased, silent } from "../../support/in-process-world.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

interface Member {
  readonly vendors: Vendors;
  readonly fresh: FreshReads;
  readonly worker: Loop;
}

const WORKERS = 4;
/** Milliseconds between looks at whether something has come about. */
const LOOK_MS = 100;

/** One bridge of the town: a HighLevel location of its own, and one of the organisation's keys, which it shares with others. */
export interface Resident {
  readonly bridge: Bridge;
  readonly key: number;
  /** Ids of the contacts that its location holds. */
  readonly contacts: readonly string[];
}

/**
 * Many bridges over one agency's locations and one organisation's few keys, four workers with gates of their own over one store, published limits,
 * virtual time: the real engine and the real clients, without chance and without this machine's speed.
 */
export class Town {
  readonly clock = new VirtualClock();
  readonly store: Store;
  readonly #state: MemoryState = emptyState();
  readonly #highlevel: HighLevelSandbox;
  readonly #incident: IncidentSandbox;
  readonly #random: { fraction(): number; uuid(): string };
  readonly #workspaceId: WorkspaceId;
  readonly #staff: Member[] = [];
  readonly #keys: Connection[] = [];
  /** When each contact was edited whose new value has not reached the other vendor yet. */
  readonly #edited = new Map<string, { readonly at: number; readonly heard: (tookMs: number) => void }>();

  private constructor(seed: number) {
    const prng = new Prng(seed);
    let ids = 0;
    this.#random = { fraction: () => prng.fraction(), uuid: () => `00000000-0000-7000-8000-${String((ids += 1)).padStart(12, "0")}` };
    this.#highlevel = createHighLevelSandbox({ clock: this.clock, seed, sampleContacts: 0 });
    this.#incident = createIncidentSandbox({ clock: this.clock, seed });
    this.#workspaceId = this.#random.uuid() as WorkspaceId;
    const store = createMemoryStore({ clock: this.clock, random: this.#random, state: this.#state });
    this.store = { ...store, settle: (...request) => this.#noteSettled(store.settle(...request), request[1]) };
  }

  static async found(seed: number, keys: number): Promise<Town> {
    const town = new Town(seed);
    await town.#open(keys);
    return town;
  }

  async #open(keys: number): Promise<void> {
    const { store, clock } = this;
    const exchange = inProcess(clock, this.#highlevel, this.#incident);
    for (let number = 1; number <= WORKERS; number += 1) {
      const vendors = await openVendors(
        { store, log: silent, clock, random: this.#random, highlevelKeys: [this.#highlevel.publicKey], publicUrl: null },
        exchange,
      );
      const ports: EnginePorts = { store, clock, random: this.#random, log: silent, sides: (bridge) => vendors.sides(bridge) };
      const fresh = new FreshReads(clock);
      this.#staff.push({ vendors, fresh, worker: createWorker(ports, fresh, `worker-${String(number)}`) });
    }
    for (let key = 0; key < keys; key += 1) {
      const credential = this.#incident.control.addKey({ name: `Key ${String(key)}`, roles: defaultRoles });
      this.#keys.push(await connectAccount(this.#parts(), this.#workspaceId, { vendor: "incident", account: null, credential }));
    }
    const { verifiers } = this.#first().vendors;
    const ingest = createIngest({ store, clock, random: this.#random, log: silent, verifiers, secretsOf: () => Promise.resolve([]) });
    this.#highlevel.control.webhooksTo(async (headers, body) => {
      const given = { "content-type": "application/json", ...lowerCased(headers) };
      const { status } = await ingest.receive({ vendor: "highlevel", connectionId: null, headers: given, body: Buffer.from(body) });
      return status;
    });
  }

  #parts(): Pick<EnginePorts, "store" | "random"> {
    return { store: this.store, random: this.#random };
  }

  #first(): Member {
    return must(this.#staff[0], "a worker");
  }

  /** A live bridge, with its catalog type made, over a new location with so many contacts. */
  async addBridge(key: number, contacts: number): Promise<Resident> {
    const account = `loc${this.#random.uuid().slice(-12).padStart(17, "0")}`;
    const { control } = this.#highlevel;
    control.addLocation({ id: account, name: account });
    control.addSampleContacts(contacts, account);
    const credential = control.addToken({ locationId: account });
    const left = await connectAccount(this.#parts(), this.#workspaceId, { vendor: "highlevel", account, credential });
    const right = must(this.#keys[key], "a key");
    const draft = contactBridge({ id: this.#random.uuid() as BridgeId, name: account, left, right, mode: "live" });
    await this.store.saveBridge(draft);
    await this.#first().vendors.sides(draft);
    const bridge = must(await this.store.bridge(this.#workspaceId, draft.id), "the bridge");
    // As when a sweep has just read the empty type: nothing needs to be looked for there.
    await saveSweepState(this.store, bridge, "incident", { completedAt: this.clock.now(), watermark: null, wholeAt: null });
    return { bridge, key, contacts: control.contacts(account).map(({ id }) => String(id)) };
  }

  startWork(): void {
    for (const { worker } of this.#staff) worker.start();
  }

  async stopWork(): Promise<void> {
    await Promise.all(this.#staff.map(({ worker }) => worker.stop()));
  }

  /** Makes contacts due as a first load does, with the priority of webhooks: the one class in which a backlog is up against people's edits. */
  async makeDue({ bridge }: Resident, contacts: readonly string[], dueAt: number): Promise<void> {
    const marks = contacts.map((recordId): DirtyMark => {
      const mark = { workspaceId: this.#workspaceId, bridgeId: bridge.id, side: "highlevel", reason: "backfill", priority: "webhook" } as const;
      return { ...mark, recordId, dueAt };
    });
    await this.store.markDirty(marks, this.clock.now());
  }

  /** Shows every worker the pages of the bridge's location, as the first load's reader does. */
  async showPages({ bridge }: Resident): Promise<void> {
    const { left } = await this.#first().vendors.sides(bridge);
    const rows: SideRecord[] = [];
    for (let after: string | null = null; ;) {
      const page = await left.list({ after, since: null }, { priority: "person" });
      rows.push(...page.records);
      after = page.next;
      if (after === null) break;
    }
    for (const { fresh } of this.#staff) fresh.put(bridge.id, rows);
  }

  /** A person changes a contact; resolves with the milliseconds until its new value has been written at the other vendor and noted here. */
  edit(contactId: string, phone: string): Promise<number> {
    return new Promise((heard) => {
      this.#edited.set(contactId, { at: this.clock.now(), heard });
      this.#highlevel.control.editContact(contactId, { phone });
    });
  }

  async untilAtRest({ bridge }: Resident): Promise<void> {
    while ((await this.store.dueCount(this.#workspaceId, bridge.id)) > 0) await this.clock.sleep(LOOK_MS);
  }

  /** Contacts of the bridge that have an entry by now. */
  linked({ bridge }: Resident): number {
    return [...this.#state.links.values()].filter(({ bridgeId, rightId }) => bridgeId === bridge.id && rightId !== null).length;
  }

  /** Calls that either vendor counted as over one of its limits. */
  violations(): number {
    return this.#highlevel.control.counters().limitViolations + this.#incident.control.counters().limitViolations;
  }

  async #noteSettled(settling: ReturnType<Store["settle"]>, settlements: Parameters<Store["settle"]>[1]): ReturnType<Store["settle"]> {
    const result = await settling;
    const settled = new Set<LinkId>(result.settled);
    for (const { linkId, outcomes } of settlements) {
      if (!settled.has(linkId) || !outcomes.some(({ state }) => state === "confirmed")) continue;
      const contactId = this.#state.links.get(linkId)?.leftId ?? "";
      const edit = this.#edited.get(contactId);
      this.#edited.delete(contactId);
      edit?.heard(this.clock.now() - edit.at);
    }
    return result;
  }
}
