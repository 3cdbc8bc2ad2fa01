import { describe, expect, it } from "vitest";
import type { Instant } from "#core/ids.ts";
import type { ClaimedLink } from "#core/ports/claims.ts";
import type { LinkRow, Store } from "#core/ports/store.ts";
import type { FieldBase } from "#core/sync/merge-field.ts";
import { aChannel, anAlert } from "./alert-contract.ts";
import {
  aConnection,
  claim,
  claimed,
  conflict,
  entry,
  event,
  intent,
  linked,
  makeWorld,
  mark,
  MINUTE,
  observation,
  settlement,
  T0,
  type World,
} from "./contract-world.ts";
import { fillWorkflows } from "./workflow-samples.ts";

/** A store that can be backed up, and what puts a backup of it into a new, empty store. */
export interface BackedUpStore {
  readonly store: Store;
  backUp(takenAt: Instant): Promise<(now: Instant) => Promise<Store>>;
}

interface Restored<Kept> {
  /** The workspace as it came out of the backup. */
  readonly world: World;
  readonly before: World;
  /** What the preparation noted. */
  readonly kept: Kept;
}

const HOUR = 3_600_000;
const agreed: FieldBase = { l: "fp", r: "fp" };
const aView = { id: "view", page: "contacts", owner: "ada", shared: false, name: "Mine", query: { status: "conflict" }, createdAt: T0 };

/** Registers what a backup must hold and what a restore must make of it, once, for each implementation of the store. */
export function backupContract(name: string, open: () => Promise<BackedUpStore>): void {
  describe(name, { timeout: 60_000 }, () => {
    const prepares: ((world: World) => Promise<unknown>)[] = [];
    let all: Promise<readonly Restored<unknown>[]> | null = null;
    /** One restore serves all tests, for they keep apart by workspace: every one prepares its own, then all is backed up and comes back an hour later. */
    const restoreAll = async (): Promise<readonly Restored<unknown>[]> => {
      const source = await open();
      const prepared: { readonly before: World; readonly kept: unknown }[] = [];
      for (const prepare of prepares) {
        const before = await makeWorld(source.store);
        prepared.push({ before, kept: await prepare(before) });
      }
      const store = await (await source.backUp(T0 + MINUTE))(T0 + HOUR);
      return prepared.map(({ before, kept }) => ({ before, kept, world: { ...before, store } }));
    };
    const comesBack = <Kept>(title: string, prepare: (world: World) => Promise<Kept>, check: (restored: Restored<Kept>) => Promise<void>): void => {
      const index = prepares.push(prepare) - 1;
      it(title, async () => check((await (all ??= restoreAll()))[index] as Restored<Kept>));
    };
    const linkOf = async ({ store, workspaceId, bridge }: World, recordId: string): Promise<LinkRow | null> =>
      store.linkOf(workspaceId, bridge.id, "highlevel", recordId);
    /** Links two records with a base and observations of these versions. */
    const pair = async (world: World, leftId: string, rightId: string, more: Parameters<typeof settlement>[1] = {}): Promise<ClaimedLink> => {
      const link = await claimed(world, leftId);
      const patch = {
        leftId,
        rightId,
        base: { phone: agreed },
        linkedAt: T0,
        left: observation({ fullName: "Ana \u0000 \u{1F600}", phone: "+1" }, "left 7"),
        right: observation({ fullName: "Ana", phone: "+1" }, "right 8"),
        leftKeys: [`key ${leftId}`],
        ...more.patch,
      };
      await world.store.settle(world.workspaceId, [settlement(link, { ...more, patch })], T0);
      return link;
    };

    comesBack(
      "I5 gives every link back, due for a look, with a base that knows how old it is",
      async (given) => {
        await pair(given, "c1", "r1");
        await given.store.markDirty([mark(given, "new")], T0 + 5);
      },
      async ({ world }) => {
        const row = await linkOf(world, "c1");
        expect(row).toMatchObject({ rightId: "r1", state: "active", linkedAt: T0, dirty: true, dirtyReasons: ["restore"], priority: "backfill" });
        expect(row).toMatchObject({ dueAt: T0 + HOUR, dirtySince: T0 + HOUR, base: { phone: { ...agreed, asOf: { l: "left 7", r: "right 8" } } } });
        expect(row?.left).toEqual(observation({ fullName: "Ana \u0000 \u{1F600}", phone: "+1" }, "left 7"));
        expect(await linkOf(world, "new")).toMatchObject({ rightId: null, base: null, dirty: true, dirtyReasons: ["webhook", "restore"] });
        expect(await world.store.linksByKeys(world.workspaceId, world.bridge.id, "highlevel", ["key c1"])).toMatchObject([{ leftId: "c1" }]);
        expect(await world.store.counts(world.workspaceId, world.bridge.id)).toMatchObject({ total: 2, dirty: 2, waiting: 2 });
        expect(await world.store.nextDueAt()).toBe(T0 + HOUR);
        const work = await world.store.bridgesWithWork(T0 + HOUR, 100);
        expect(work).toContainEqual({ workspaceId: world.workspaceId, bridgeId: world.bridge.id, dueAt: T0 + HOUR });
      },
    );

    comesBack(
      "I5 gives back what was chosen for a workspace",
      async ({ store, workspaceId }) => store.saveChoice(workspaceId, "retention", "chosen"),
      async ({ world: { store, workspaceId } }) => expect(await store.choice(workspaceId, "retention")).toBe("chosen"),
    );

    comesBack(
      "I5 gives saved views back",
      async ({ store, workspaceId }) => store.views.save(workspaceId, aView),
      async ({ world: { store, workspaceId } }) => expect(await store.views.list(workspaceId, "contacts", "ada")).toEqual([aView]),
    );

    comesBack(
      "I5 gives workflows and their versions back, switched off, and none of their runs",
      async ({ store, workspaceId }) => fillWorkflows(store, workspaceId),
      async ({ world: { store, workspaceId }, kept: { workflow, runId } }) => {
        expect(await store.workflows.workflow(workspaceId, workflow.id)).toEqual({ ...workflow, mode: "off" });
        expect(await store.workflows.version(workspaceId, workflow.id, 1)).toMatchObject({ version: 1 });
        expect(await store.workflows.run(workspaceId, runId)).toBeNull();
      },
    );

    comesBack(
      "I5 gives channels and rules of alerts back, and leaves the alerts to be found anew",
      async ({ store: { alerts }, workspaceId }) => {
        await alerts.saveChannel(workspaceId, aChannel("channel"));
        await alerts.saveRules(workspaceId, { conflictHours: 8, silenceHours: 48 });
        await alerts.change(workspaceId, { raise: [anAlert("alert")], end: [], recount: [] }, T0);
      },
      async ({ world: { store, workspaceId } }) => {
        expect(await store.alerts.channels(workspaceId)).toEqual([aChannel("channel")]);
        expect(await store.alerts.rules(workspaceId)).toEqual({ conflictHours: 8, silenceHours: 48 });
        expect(await store.alerts.history(workspaceId, 10)).toEqual([]);
      },
    );

    it("I5 keeps the versions of the first backup when one base lives through two", async () => {
      const source = await open();
      const world = await makeWorld(source.store);
      await pair(world, "c1", "r1", { patch: { base: { phone: { ...agreed, asOf: { l: "older", r: "older" } } } } });
      const store = await (await source.backUp(T0))(T0 + HOUR);
      expect(await linkOf({ ...world, store }, "c1")).toMatchObject({ base: { phone: { asOf: { l: "older", r: "older" } } } });
    });

    comesBack(
      "D2 ended links stay ended, and nothing is due for them",
      async (given) => {
        await pair(given, "c1", "r1", { patch: { state: "tombstone", because: "HW_VENDOR_NOT_FOUND" } });
        await pair(given, "c2", "r2", { patch: { state: "unlinked" } });
        await pair(given, "c3", "r3", { patch: { state: "excluded", because: "HW_LINK_NO_MATCH_KEY" } });
      },
      async ({ world }) => {
        expect(await linkOf(world, "c1")).toMatchObject({ state: "tombstone", because: "HW_VENDOR_NOT_FOUND", dirty: false });
        expect(await linkOf(world, "c1")).toMatchObject({ base: { phone: { asOf: { l: "left 7" } } } });
        expect(await linkOf(world, "c2")).toMatchObject({ state: "unlinked", dirty: false });
        expect(await linkOf(world, "c3")).toMatchObject({ state: "excluded", dirty: true });
        expect(await world.store.counts(world.workspaceId)).toMatchObject({ ended: 2, excluded: 1, total: 3 });
      },
    );

    comesBack(
      "I5 pauses bridges, and keeps connections, secrets and the directory of accounts",
      async (given) => {
        const oauth = { ...aConnection(given.workspaceId, "highlevel"), auth: "oauth" as const };
        await given.store.saveConnection(oauth);
        await given.store.saveSecret(given.workspaceId, "connection:c:credential", "pit-\u{1F511}");
        await given.store.saveBridge({ ...given.bridge, name: "Kept \u0000 name" });
        return { oauth, fingerprint: (await given.store.fingerprinter(given.workspaceId))("a@example.com") };
      },
      async ({ world, before, kept }) => {
        const { store, workspaceId, bridge } = world;
        expect(await store.bridge(workspaceId, bridge.id)).toEqual({ ...bridge, name: "Kept \u0000 name", mode: "paused" });
        const connections = await store.connections(workspaceId);
        expect(connections.map(({ id }) => id)).toEqual((await before.store.connections(workspaceId)).map(({ id }) => id));
        expect(connections.map(({ state, pausedBecause }) => pausedBecause ?? state)).toEqual(["active", "active", "HW_VENDOR_REAUTH_NEEDED"]);
        expect(await store.holders("highlevel", kept.oauth.account)).toEqual([{ workspaceId, connectionId: kept.oauth.id }]);
        expect(await store.secret(workspaceId, "connection:c:credential")).toBe("pit-\u{1F511}");
        expect((await store.fingerprinter(workspaceId))("a@example.com")).toBe(kept.fingerprint);
        expect(await store.workspaces()).toEqual(await before.store.workspaces());
      },
    );

    comesBack(
      "S2 a worker of before the loss holds nothing any more, however often links are claimed anew",
      async (given) => {
        await given.store.markDirty([mark(given, "c1")], T0);
        const [held] = await claim(given, { leaseUntil: T0 + 10 * HOUR });
        return held!;
      },
      async ({ world, kept }) => {
        const late = settlement(kept, { patch: { rightId: "stolen" }, journal: [entry()] });
        for (let claims = 0; claims < 3; claims += 1) {
          expect(await world.store.settle(world.workspaceId, [late], T0 + HOUR)).toEqual({ settled: [], lost: [kept.id] });
          expect(await world.store.recordIntents(world.workspaceId, [intent(kept)], T0 + HOUR)).toEqual([]);
          const now = T0 + HOUR + claims * 2 * MINUTE;
          expect(await claim(world, { now, owner: `worker-${String(claims)}` })).toHaveLength(1);
        }
        expect(await linkOf(world, "c1")).toMatchObject({ rightId: null });
      },
    );

    comesBack(
      "X6 counts failures anew: those of before the loss were about another day",
      async (given) => {
        const link = await claimed(given, "c1");
        await given.store.settle(given.workspaceId, [settlement(link, { again: { at: T0 + 9 * HOUR, failed: true } })], T0);
      },
      async ({ world }) => {
        expect(await linkOf(world, "c1")).toMatchObject({ attempts: 0, firstFailedAt: null, dueAt: T0 + HOUR });
      },
    );

    comesBack(
      "I5 leaves writes that were under way to the vendors' own word, and forgets what they wanted to agree on",
      async (given) => {
        await given.store.saveSecret(given.workspaceId, "token", "so that there is a key");
        const link = await claimed(given, "c1");
        const [sent, pending] = [intent(link), intent(link)];
        await given.store.recordIntents(given.workspaceId, [sent, pending], T0);
        await given.store.markSent(given.workspaceId, [sent.id], T0);
      },
      async ({ world }) => {
        const [link] = await claim(world, { now: T0 + HOUR });
        expect(link?.unfinished).toEqual([]);
        const [note] = await world.store.journal(world.workspaceId, { limit: 1 });
        expect(note).toMatchObject({ kind: "config", cause: ["restore"], at: T0 + HOUR, detail: { restored: T0 + MINUTE, abandoned: 2 } });
      },
    );

    comesBack(
      "I5 keeps open conflicts, and voids choices that were not carried out yet",
      async (given) => {
        const link = await claimed(given, "c1");
        const open = [conflict("phone"), conflict("email"), conflict("website", { state: "decided", winner: "highlevel" })];
        await given.store.settle(given.workspaceId, [settlement(link, { open })], T0);
        const [chosen] = await given.store.conflicts(given.workspaceId, { state: "open", limit: 1 });
        await given.store.resolveConflict(given.workspaceId, chosen!.id, { choose: "left" }, T0);
      },
      async ({ world }) => {
        const open = await world.store.conflicts(world.workspaceId, { state: "open", limit: 9 });
        expect(open.map(({ field }) => field).toSorted()).toEqual(["email", "phone"]);
        expect(open.map(({ resolution }) => resolution)).toEqual([null, null]);
        expect(await world.store.conflicts(world.workspaceId, { state: "decided", limit: 9 })).toMatchObject([
          { field: "website", left: "left value" },
        ]);
        expect(await linkOf(world, "c1")).toMatchObject({ openConflicts: 2 });
        expect(await world.store.resolveConflict(world.workspaceId, open[0]!.id, { choose: "right" }, T0 + HOUR)).toBe(true);
      },
    );

    comesBack(
      "X3 still knows an event when it comes again, and takes none of before the loss for news",
      async (given) => {
        await given.store.commitEvents([event(given, "e1", "c1")], T0);
      },
      async ({ world }) => {
        expect(await world.store.commitEvents([event(world, "e1", "c1"), event(world, "e2", "c1")], T0 + HOUR)).toEqual(["duplicate", "new"]);
        const [link] = await claim(world, { now: T0 + HOUR });
        expect(link?.events.map(({ eventId }) => eventId)).toEqual(["e2"]);
      },
    );

    const sealed = [{ field: "email", before: null, after: "a\u0000@example.com" }];
    comesBack(
      "A1 the journal's chain goes on over the restore, values and all",
      async (given) => {
        const detail = { nested: { list: [1, null, "\u0000"] } };
        await given.store.appendJournal(given.workspaceId, [entry({ values: sealed, detail }), entry()], T0);
      },
      async ({ world }) => {
        expect(await world.store.verifyJournal(world.workspaceId)).toEqual({ checked: 3, brokenAt: null });
        const rows = await world.store.journal(world.workspaceId, { after: "", limit: 9 });
        expect(rows[0]).toMatchObject({ values: sealed, detail: { nested: { list: [1, null, "\u0000"] } }, at: T0 });
        expect(rows.map(({ cause }) => cause[0])).toEqual(["sweep", "sweep", "restore"]);
        await world.store.appendJournal(world.workspaceId, [entry()], T0 + 2 * HOUR);
        expect(await world.store.verifyJournal(world.workspaceId)).toEqual({ checked: 4, brokenAt: null });
      },
    );

    comesBack(
      "W1 forgets how far sweeps and first loads had come, so that everything is looked at again",
      async (given) => {
        await given.store.saveCursor(given.workspaceId, "sweep:b:incident", "{}");
        await given.store.updateBudget(`turn:${given.bridge.id}`, () => ({ state: { at: T0 }, result: null }));
      },
      async ({ world }) => {
        expect(await world.store.cursor(world.workspaceId, "sweep:b:incident")).toBeNull();
        expect(await world.store.updateBudget(`turn:${world.bridge.id}`, (state) => ({ state, result: state }))).toBeNull();
      },
    );

    comesBack(
      "T1 keeps workspaces apart, each with its own key and its own chain",
      async (given) => {
        const other = await makeWorld(given.store);
        await pair(given, "c1", "r1");
        await linked(other, "c1", "r1");
        await given.store.saveSecret(given.workspaceId, "token", "mine");
        await other.store.saveSecret(other.workspaceId, "token", "theirs");
        return other;
      },
      async ({ world, kept }) => {
        const other = { ...kept, store: world.store };
        expect([await world.store.secret(world.workspaceId, "token"), await world.store.secret(other.workspaceId, "token")]).toEqual([
          "mine",
          "theirs",
        ]);
        expect(await linkOf(world, "c1")).toMatchObject({ workspaceId: world.workspaceId });
        expect(await linkOf(other, "c1")).toMatchObject({ workspaceId: other.workspaceId });
        expect((await world.store.verifyJournal(other.workspaceId)).brokenAt).toBeNull();
      },
    );

    it("is a backup of one moment: what came after it is not in it, and restoring it twice gives the same", async () => {
      const source = await open();
      const world = await makeWorld(source.store);
      await pair(world, "c1", "r1");
      const restore = await source.backUp(T0);
      await pair(world, "c2", "r2");
      const [one, two] = [await restore(T0 + HOUR), await restore(T0 + HOUR)];
      for (const store of [one, two]) {
        expect(await linkOf({ ...world, store }, "c2")).toBeNull();
        expect(await linkOf({ ...world, store }, "c1")).not.toBeNull();
      }
    });
  });
}
