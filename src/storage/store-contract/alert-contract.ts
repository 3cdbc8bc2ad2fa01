import { expect, it } from "vitest";
import { alertKinds, type Alert, type AlertChannel } from "#core/alerts/alert.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { AlertStore } from "#core/ports/alert-store.ts";
import type { Store } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { makeWorld, MINUTE, T0 } from "./contract-world.ts";

export const aChannel = (id: string, more: Partial<AlertChannel> = {}): AlertChannel => ({
  id,
  kind: "webhook",
  name: `Channel ${id}`,
  shownAs: "hooks.example.com",
  kinds: alertKinds,
  quiet: null,
  paused: false,
  madeAt: T0,
  lastToldAt: null,
  failingSince: null,
  failure: null,
  ...more,
});

export const anAlert = (id: string, more: Partial<Alert> = {}): Alert => ({
  id,
  cause: `cause of ${id}`,
  kind: "parked",
  code: "HW_VENDOR_SCOPE_MISSING",
  vendor: "highlevel",
  entity: "contact",
  count: 3,
  since: T0 - MINUTE,
  href: "/activity?error=HW_VENDOR_SCOPE_MISSING",
  raisedAt: T0,
  endedAt: null,
  ...more,
});

const nothing = { raise: [], end: [], recount: [] } as const;

interface Scene {
  readonly alerts: AlertStore;
  readonly workspaceId: WorkspaceId;
  raise(...given: readonly Alert[]): ReturnType<AlertStore["change"]>;
  end(...ids: readonly string[]): ReturnType<AlertStore["change"]>;
  hand(alertId: string, channelId: string): Promise<void>;
  claim(channelId: string, more?: Partial<Parameters<AlertStore["claim"]>[1]>): ReturnType<AlertStore["claim"]>;
  /** `what state` of an alert's messages. */
  states(alertId: string): Promise<readonly string[]>;
}

async function scene(store: Store): Promise<Scene> {
  const { workspaceId } = await makeWorld(store);
  const { alerts } = store;
  return {
    alerts,
    workspaceId,
    raise: (...raise) => alerts.change(workspaceId, { ...nothing, raise }, T0),
    end: (...end) => alerts.change(workspaceId, { ...nothing, end }, T0 + 5 * MINUTE),
    hand: (alertId, channelId) => alerts.hand(workspaceId, [{ alertId, channelId }], T0),
    claim: (channelId, more) => alerts.claim(workspaceId, { channelId, kinds: alertKinds, now: T0, until: T0 + MINUTE, limit: 10, ...more }),
    states: async (alertId) => (await alerts.messages(workspaceId, [alertId])).map(({ what, state }) => `${what} ${state}`),
  };
}

/** What holds for alerts, and for whom they are told. */
export function alertContract(open: () => Store): void {
  it("keeps channels and rules as people set them, and how telling goes beside them", async () => {
    const { alerts, workspaceId, raise, hand, claim } = await scene(open());
    const quiet = { from: 1_320, until: 420, zone: "Europe/Berlin", urgentComesThrough: true };
    await alerts.saveChannel(workspaceId, aChannel("b", { madeAt: T0 + 1 }));
    await alerts.saveChannel(workspaceId, aChannel("a", { quiet, kinds: ["brake"], kind: "email" }));
    expect(await alerts.channels(workspaceId)).toEqual([
      aChannel("a", { quiet, kinds: ["brake"], kind: "email" }),
      aChannel("b", { madeAt: T0 + 1 }),
    ]);
    await raise(anAlert("x"));
    await hand("x", "b");
    const [claimed] = await claim("b");
    await alerts.finish(workspaceId, must(claimed, "it").message, { state: "waiting", dueAt: T0 + 9, code: "HW_MAIL_REFUSED" }, T0 + 3);
    await alerts.saveChannel(workspaceId, aChannel("b", { name: "Renamed", paused: true, lastToldAt: 99 }));
    expect((await alerts.channels(workspaceId))[1]).toMatchObject({
      name: "Renamed",
      paused: true,
      madeAt: T0 + 1,
      lastToldAt: null,
      failingSince: T0 + 3,
      failure: "HW_MAIL_REFUSED",
    });
    expect(await alerts.rules(workspaceId)).toBeNull();
    await alerts.saveRules(workspaceId, { conflictHours: 1, silenceHours: 2 });
    await alerts.saveRules(workspaceId, { conflictHours: 8, silenceHours: 48 });
    expect(await alerts.rules(workspaceId)).toEqual({ conflictHours: 8, silenceHours: 48 });
    const other = (await makeWorld(open())).workspaceId;
    expect([await alerts.channels(other), await alerts.rules(other), await alerts.history(other, 10)]).toEqual([[], null, []]);
  });

  it("makes one alert of one cause, whoever comes first, and another only once that is over", async () => {
    const { alerts, workspaceId, raise, end } = await scene(open());
    const many = await Promise.all(Array.from({ length: 6 }, (_, index) => raise(anAlert(`one-${String(index)}`, { cause: "same" }))));
    const raised = many.flatMap((result) => result.raised);
    expect(raised).toHaveLength(1);
    expect(await alerts.open(workspaceId)).toEqual([anAlert(must(raised[0], "an id"), { cause: "same" })]);
    await alerts.change(workspaceId, { ...nothing, recount: [{ id: must(raised[0], "an id"), count: 17 }] }, T0);
    expect(await alerts.open(workspaceId)).toMatchObject([{ count: 17 }]);
    const ends = await Promise.all([end(...raised), end(...raised)]);
    expect(ends.flatMap(({ ended }) => ended)).toEqual(raised);
    expect((await raise(anAlert("again", { cause: "same", raisedAt: T0 + 10 * MINUTE }))).raised).toEqual(["again"]);
    expect((await alerts.history(workspaceId, 10)).map(({ id, endedAt }) => [id, endedAt])).toEqual([
      ["again", null],
      [raised[0], T0 + 5 * MINUTE],
    ]);
    expect(await alerts.history(workspaceId, 1)).toHaveLength(1);
  });

  it("hands an alert to a channel once, and lets one try of those who come together have it", async () => {
    const { alerts, workspaceId, raise, hand, claim, states } = await scene(open());
    await alerts.saveChannel(workspaceId, aChannel("a"));
    await raise(anAlert("x"), anAlert("y", { kind: "brake" }));
    await Promise.all([hand("x", "a"), hand("x", "a"), hand("y", "a"), hand("x", "nobody"), hand("nothing", "a")]);
    expect(await states("x")).toEqual(["raised waiting"]);
    expect((await claim("a", { kinds: ["brake"] })).map(({ alert }) => alert.id)).toEqual(["y"]);
    const taken = (await Promise.all(Array.from({ length: 6 }, () => claim("a")))).flat();
    expect(taken).toMatchObject([{ alert: { id: "x" }, message: { what: "raised", attempts: 1, dueAt: T0 + MINUTE } }]);
    expect(await claim("a", { now: T0 + MINUTE - 1 })).toEqual([]);
  });

  it("lets another try what one that died has left, and believes only the newest try", async () => {
    const { alerts, workspaceId, raise, hand, claim, states } = await scene(open());
    await alerts.saveChannel(workspaceId, aChannel("a"));
    await raise(anAlert("x"));
    await hand("x", "a");
    const [first] = await claim("a");
    const [second] = await claim("a", { now: T0 + MINUTE, until: T0 + 2 * MINUTE });
    expect(second?.message.attempts).toBe(2);
    await alerts.finish(workspaceId, must(first, "a try").message, { state: "given-up", code: "HW_MAIL_REFUSED" }, T0);
    expect(await states("x")).toEqual(["raised waiting"]);
    await alerts.finish(workspaceId, must(second, "a try").message, { state: "told" }, T0 + MINUTE);
    expect(await alerts.messages(workspaceId, ["x"])).toMatchObject([{ state: "told", finishedAt: T0 + MINUTE, code: null }]);
    expect(await alerts.channels(workspaceId)).toMatchObject([{ lastToldAt: T0 + MINUTE, failingSince: null, failure: null }]);
    expect(await claim("a", { now: T0 + 9 * MINUTE })).toEqual([]);
  });

  it("tells that it is over once, to whoever was told or may have been, and after the beginning", async () => {
    const { alerts, workspaceId, raise, hand, claim, end, states } = await scene(open());
    for (const id of ["told", "tried", "untried", "failed"]) {
      await alerts.saveChannel(workspaceId, aChannel(id));
      if (id === "told") await raise(anAlert("x"));
      await hand("x", id);
    }
    const finish = async (channelId: string, outcome: Parameters<AlertStore["finish"]>[2]) =>
      alerts.finish(workspaceId, must((await claim(channelId))[0], "a try").message, outcome, T0);
    await finish("told", { state: "told" });
    await finish("failed", { state: "waiting", dueAt: T0 + 9 * MINUTE, code: "HW_MAIL_REFUSED" });
    await claim("tried");
    await end("x");
    const of = async (channel: string) =>
      (await alerts.messages(workspaceId, ["x"])).filter(({ channelId }) => channelId === channel).map(({ what, state }) => `${what} ${state}`);
    expect(await of("told")).toEqual(["raised told", "ended waiting"]);
    expect(await of("tried")).toEqual(["raised waiting", "ended waiting"]);
    expect(await of("untried")).toEqual(["raised dropped"]);
    expect(await of("failed")).toEqual(["raised dropped", "ended waiting"]);
    const later = { now: T0 + 6 * MINUTE, until: T0 + 7 * MINUTE };
    expect((await claim("tried", later)).map(({ message }) => message.what)).toEqual(["raised"]);
    expect((await claim("told", later)).map(({ message, alert }) => [message.what, alert.endedAt])).toEqual([["ended", T0 + 5 * MINUTE]]);
    await hand("x", "untried");
    expect(await states("x")).toHaveLength(7);
  });

  it("drops what waits for a channel that is removed", async () => {
    const { alerts, workspaceId, raise, hand, claim, states } = await scene(open());
    await alerts.saveChannel(workspaceId, aChannel("a"));
    await raise(anAlert("x"));
    await hand("x", "a");
    expect(await alerts.removeChannel(workspaceId, "a", T0 + 1)).toBe(true);
    expect(await alerts.removeChannel(workspaceId, "a", T0 + 1)).toBe(false);
    expect([await states("x"), await claim("a"), await alerts.channels(workspaceId)]).toEqual([["raised dropped"], [], []]);
  });
}
