import { describe, expect, it } from "vitest";
import type { AlertLetter } from "#core/ports/alert-courier.ts";
import { HighwireError } from "#core/errors.ts";
import { createAlerter } from "#engine/alerts/alerter.ts";
import type { AlertDesk, AlertDeskParts } from "#engine/alerts/alert-desk.ts";
import { deliverTo } from "#engine/alerts/deliver-alerts.ts";
import { watchAlerts } from "#engine/alerts/watch-alerts.ts";
import { must } from "#lib/must.ts";
import { secondContact } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

const HOUR = 3_600_000;
const night = { from: 22 * 60, until: 7 * 60, zone: "UTC", urgentComesThrough: false };

interface Scene {
  readonly world: World;
  readonly desk: AlertDesk;
  /** One look, and everything told that may be. */
  turn(parts?: AlertDeskParts): Promise<void>;
  /** `what title` of everything told so far. */
  told(): readonly string[];
}

async function scene(): Promise<Scene> {
  const world = await createWorld({ contacts: 3, publicUrl: "https://highwire.example.com" });
  await world.load();
  return {
    world,
    desk: must(world.app.alerts, "the alerts' desk"),
    async turn(parts = world.alerts) {
      await watchAlerts(parts);
      for (const channel of await world.store.alerts.channels(world.workspaceId)) await deliverTo(parts, channel);
    },
    told: () => world.told.map(({ letter: { what, title } }) => `${what} ${title}`),
  };
}

/** HighLevel refuses our token from now on, and an edit makes us notice. */
async function killToken({ world }: Scene): Promise<void> {
  world.highlevel.control.revokeToken(world.highlevel.token);
  world.highlevel.control.editContact(firstContact(world), { website: "https://new.example" });
  await world.deliver();
  // Not until nothing is due, for what waits for a paused account stays due. The first refusal asks for another token, the second one pauses.
  const { id } = await world.linkOf(firstContact(world));
  for (let round = 0; round < 2; round += 1) await world.claimOnly([id]);
}

async function mend({ world }: Scene): Promise<void> {
  const connection = must(
    (await world.store.connections(world.workspaceId)).find(({ vendor }) => vendor === "highlevel"),
    "HighLevel",
  );
  await world.app.accounts.rotate(connection.id, world.highlevel.control.addToken(), "test");
}

const paused = "HighLevel is paused: The vendor no longer accepts our token (HW-1401)";
const email = { kind: "email", to: "lead@example.com" } as const;

describe("what people are told", () => {
  it("is one alert for a token that dies, once however often it is looked, and once that it is over", async () => {
    const all = await scene();
    const { world, desk, turn, told } = all;
    await desk.add(email, { name: "Lead" }, "test");
    await turn();
    expect(told()).toEqual([]);
    await killToken(all);
    for (let look = 0; look < 3; look += 1) await turn();
    expect(told()).toEqual([`raised ${paused}`]);
    const { letter } = must(world.told[0], "the alert");
    expect(letter).toMatchObject({ link: expect.stringMatching(/^https:\/\/highwire\.example\.com\/settings\/connections\?id=/u) as string });
    await mend(all);
    for (let look = 0; look < 3; look += 1) await turn();
    expect(told()).toEqual([`raised ${paused}`, `ended Over: ${paused}`]);
    expect(new Set(world.told.map(({ letter: { alertId } }) => alertId)).size).toBe(1);
  });

  it("holds no value and no name of any record or account", async () => {
    const all = await scene();
    const { world, desk, turn } = all;
    await desk.add(email, { name: "Lead" }, "test");
    world.highlevel.control.editContact(firstContact(world), { firstName: "Zebulon", email: "zebulon@example.com", phone: "+12025550177" });
    await killToken(all);
    await turn();
    const connections = await world.store.connections(world.workspaceId);
    await world.store.saveConnection({ ...must(connections[0], "one"), name: "Dr Zebulon's practice" });
    await turn();
    const out = JSON.stringify(world.told.map(({ letter }) => letter)) + JSON.stringify(await world.store.alerts.history(world.workspaceId, 10));
    expect(world.told.length).toBeGreaterThan(0);
    expect(out).not.toMatch(/zebulon|2025550177/iu);
  });

  it("waits for conflicts until they are as old as the rules say, and counts them anew without telling again", async () => {
    const { world, desk, turn, told } = await scene();
    await desk.add(email, { name: "Lead" }, "test");
    const differ = async (contact: string): Promise<void> => {
      const { rightId } = await world.linkOf(contact);
      world.highlevel.control.editContact(contact, { website: "https://left.example" });
      world.incident.control.editEntry(String(rightId), null, { hw_website: "https://right.example" });
      await world.sweep();
      await world.drain();
    };
    await differ(firstContact(world));
    await turn();
    expect(told()).toEqual([]);
    world.clock.advance(23 * HOUR);
    await turn();
    expect(told()).toEqual([]);
    await desk.setRules({ conflictHours: 8, silenceHours: 24 }, "test");
    await turn();
    expect(told()).toEqual(["raised 1 conflict waits for a decision"]);
    await differ(secondContact(world));
    await turn();
    expect(told()).toHaveLength(1);
    expect((await desk.history()).map(({ count }) => count)).toEqual([2]);
  });

  it("says so when an account that sent events sends none, and that it is over with the next", async () => {
    const { world, desk, turn, told } = await scene();
    await desk.add(email, { name: "Lead" }, "test");
    const edit = async (website: string): Promise<void> => {
      world.highlevel.control.editContact(firstContact(world), { website });
      await world.deliver();
      await world.drain();
    };
    await edit("https://one.example");
    world.clock.advance(25 * HOUR);
    await turn();
    expect(told()).toEqual(["raised No event from HighLevel for 25 hours"]);
    await edit("https://two.example");
    await turn();
    expect(told()[1]).toMatch(/^ended Over: No event from HighLevel/u);
  });

  it("says so when events are refused again and again, not for a single one", async () => {
    const { world, desk, turn, told } = await scene();
    await desk.add(email, { name: "Lead" }, "test");
    const body = Buffer.from("{}");
    const headers = { "content-type": "application/json", "webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "v1,wrong" };
    const { right } = await world.bridge();
    const refuse = () => world.app.ingest.receive({ vendor: "incident", connectionId: right, headers, body });
    await refuse();
    await turn();
    expect(told()).toEqual([]);
    await refuse();
    await refuse();
    await turn();
    expect(told()).toEqual([expect.stringMatching(/^raised 3 events of incident\.io refused: .*\(HW-\d+\)$/u)]);
    world.clock.advance(HOUR);
    await turn();
    expect(told()).toHaveLength(2);
  });

  it("says so when a backup failed, until one succeeds", async () => {
    const { world, turn, told, desk } = await scene();
    await desk.add(email, { name: "Lead" }, "test");
    const after = (code: "HW_FILE_UNUSABLE" | null): AlertDeskParts => ({
      ...world.alerts,
      sources: { ...world.alerts.sources, lastBackup: async () => ({ at: world.clock.now(), code }) },
    });
    await turn(after("HW_FILE_UNUSABLE"));
    expect(world.told[0]?.letter.link).toBe("https://highwire.example.com/settings/storage");
    await turn(after(null));
    expect(told()).toMatchObject(
      [/^raised The last backup failed/u, /^ended Over: The last backup failed/u].map((words) => expect.stringMatching(words)),
    );
  });

  it("names a brake, a stopped careful run and a token that ends within the week", async () => {
    const { world, desk, turn, told } = await scene();
    await desk.add(email, { name: "Lead" }, "test");
    const now = world.clock.now();
    const ended = { at: now, because: "surprise", linkId: null } as const;
    await world.change({
      brake: { at: now, plannedDeletes: 412, linked: 500 },
      mode: "paused",
      canary: { budget: 10, taken: 3, done: 2, takenAt: now, ended },
    });
    const { left } = await world.bridge();
    await world.store.changeConnection(world.workspaceId, left, (one) => ({
      ...one,
      facts: { ...one.facts, tokenExpiresAt: now + 6 * 24 * HOUR + 1_000 },
    }));
    await turn();
    expect(told().toSorted()).toEqual([
      "raised A careful first run stopped",
      "raised HighLevel's token ends in 6 days",
      "raised Stopped: 412 deletes look wrong",
    ]);
    await world.change({ brake: null, canary: { budget: 10, taken: 10, done: 10, takenAt: now, ended: { ...ended, because: "spent" } } });
    await turn();
    expect(told().filter((words) => words.startsWith("ended"))).toHaveLength(2);
  });
});

describe("who is told, and when", () => {
  it("a channel hears only of its kinds, and in quiet hours of what stops all work only if it is wished", async () => {
    const all = await scene();
    const { world, desk, turn } = all;
    const of = (name: string): number => world.told.filter(({ target }) => target.kind === "email" && target.to.startsWith(name)).length;
    const add = async (name: string, more: Parameters<AlertDesk["add"]>[1]) => desk.add({ kind: "email", to: `${name}@example.com` }, more, "test");
    // At whatever hour the clock stands, it is quiet for an hour from now.
    const minute = Math.floor((world.clock.now() % (24 * HOUR)) / 60_000);
    const quiet = { ...night, from: minute, until: (minute + 60) % 1_440 };
    await add("all", { name: "all" });
    await add("conflicts", { name: "conflicts", kinds: ["conflicts"] });
    await add("quiet", { name: "quiet", quiet });
    await add("urgent", { name: "urgent", quiet: { ...quiet, urgentComesThrough: true } });
    await killToken(all);
    await turn();
    expect([of("all"), of("conflicts"), of("quiet"), of("urgent")]).toEqual([1, 0, 0, 1]);
    world.clock.advance(HOUR);
    await turn();
    expect([of("all"), of("quiet")]).toEqual([1, 1]);
  });

  it("what began and ended while a channel was quiet or paused is not told at all", async () => {
    const all = await scene();
    const { desk, turn, told, world } = all;
    const minute = Math.floor((world.clock.now() % (24 * HOUR)) / 60_000);
    await desk.add(email, { name: "quiet", quiet: { ...night, from: minute, until: (minute + 60) % 1_440 } }, "test");
    const { channel } = await desk.add({ kind: "email", to: "b@example.com" }, { name: "paused" }, "test");
    await desk.setPaused(channel.id, true, "test");
    await killToken(all);
    await turn();
    await mend(all);
    await turn();
    world.clock.advance(2 * HOUR);
    await desk.setPaused(channel.id, false, "test");
    await turn();
    expect(told()).toEqual([]);
  });

  it("a channel that is added later is told of what still goes on", async () => {
    const all = await scene();
    const { desk, turn, told } = all;
    await killToken(all);
    await turn();
    await desk.add(email, { name: "Lead" }, "test");
    await turn();
    expect(told()).toEqual([`raised ${paused}`]);
  });
});

describe("a channel that fails", () => {
  /** A courier that fails as often as told, then takes everything. */
  function failing(world: World, times: number): { readonly parts: AlertDeskParts; readonly tries: AlertLetter[] } {
    const tries: AlertLetter[] = [];
    const courier: AlertDeskParts["courier"] = {
      check: async () => undefined,
      async send(_target, letter) {
        tries.push(letter);
        if (tries.length <= times) throw new HighwireError("HW_MAIL_REFUSED");
        return "taken";
      },
    };
    return { parts: { ...world.alerts, courier }, tries };
  }

  it("is tried again with growing pauses under the same id, and works again afterwards", async () => {
    const all = await scene();
    const { world, desk, turn } = all;
    await desk.add(email, { name: "Lead" }, "test");
    const { parts, tries } = failing(world, 3);
    await killToken(all);
    await turn(parts);
    expect(await desk.channels()).toMatchObject([{ failingSince: world.clock.now(), failure: "HW_MAIL_REFUSED", lastToldAt: null }]);
    await turn(parts);
    expect(tries).toHaveLength(1);
    for (let minute = 0; minute < 60 && tries.length < 4; minute += 1) {
      world.clock.advance(60_000);
      await turn(parts);
    }
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    expect(await desk.channels()).toMatchObject([{ failingSince: null, failure: null, lastToldAt: world.clock.now() }]);
    expect(await desk.history()).toMatchObject([{ messages: [{ state: "told", attempts: 4 }] }]);
  });

  it("is given up on for one piece of news after a day, which the journal tells", async () => {
    const all = await scene();
    const { world, desk, turn } = all;
    await desk.add(email, { name: "Lead" }, "test");
    const { parts } = failing(world, 10_000);
    await killToken(all);
    for (let quarter = 0; quarter < 120; quarter += 1) {
      await turn(parts);
      world.clock.advance(HOUR / 4);
    }
    expect(await desk.history()).toMatchObject([{ messages: [{ state: "given-up", code: "HW_MAIL_REFUSED" }] }]);
    const told = (await world.store.journal(world.workspaceId, { kinds: ["config"], limit: 50 })).map(({ detail }) => detail["alert"]);
    expect(told.filter((deed) => deed === "given-up")).toHaveLength(1);
  });

  it("holds up neither another channel nor the watch while it does not answer", async () => {
    const all = await scene();
    const { world, desk } = all;
    await desk.add({ kind: "email", to: "hangs@example.com" }, { name: "Hangs" }, "test");
    await desk.add(email, { name: "Lead" }, "test");
    let answer: (said: string) => void = () => undefined;
    const hanging = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const { courier } = world.alerts;
    const send: typeof courier.send = (target, letter) =>
      target.kind === "email" && target.to.startsWith("hangs") ? hanging : courier.send(target, letter);
    const loop = createAlerter({ ...world.alerts, courier: { ...courier, send } });
    loop.start();
    await killToken(all);
    const told = async (count: number): Promise<void> => {
      for (let step = 0; step < 200 && world.told.length < count; step += 1) {
        world.clock.advance(1_000);
        await new Promise(setImmediate);
      }
      expect(world.told.map(({ letter }) => letter.what)).toEqual(["raised", "ended"].slice(0, count));
    };
    await told(1);
    await mend(all);
    await told(2);
    answer("at last");
    await loop.stop();
    expect((await desk.history())[0]?.messages.map(({ state }) => state)).not.toContain("waiting");
  });

  it("is told under the same id what a try that died did not finish", async () => {
    const all = await scene();
    const { world, desk, turn, told } = all;
    await desk.add(email, { name: "Lead" }, "test");
    await killToken(all);
    await watchAlerts(world.alerts);
    const [channel] = await desk.channels();
    const claim = {
      channelId: must(channel, "it").id,
      kinds: ["connection"],
      now: world.clock.now(),
      until: world.clock.now() + 120_000,
      limit: 1,
    } as const;
    expect(await world.store.alerts.claim(world.workspaceId, claim)).toHaveLength(1);
    await turn();
    expect(told()).toEqual([]);
    world.clock.advance(120_000);
    await turn();
    expect(told()).toEqual([`raised ${paused}`]);
  });
});

describe("the loop", () => {
  it("tells of an account that was paused at once, and two loops over one store tell it once", async () => {
    const all = await scene();
    const { world, desk, told } = all;
    await desk.add(email, { name: "Lead" }, "test");
    const loops = [createAlerter(world.alerts), createAlerter(world.alerts)];
    for (const loop of loops) loop.start();
    await killToken(all);
    for (let step = 0; step < 200 && told().length === 0; step += 1) await new Promise(setImmediate);
    expect(told()).toEqual([`raised ${paused}`]);
    const entries = await world.store.journal(world.workspaceId, { kinds: ["config"], limit: 20 });
    const pausedAt = must(
      entries.find(({ detail }) => detail["connectionPaused"] !== undefined),
      "the pause",
    ).at;
    expect(must((await desk.history())[0], "the alert").raisedAt - pausedAt).toBeLessThan(60_000);
    for (let step = 0; step < 50; step += 1) {
      world.clock.advance(10_000);
      await new Promise(setImmediate);
    }
    await Promise.all(loops.map((loop) => loop.stop()));
    expect(told()).toEqual([`raised ${paused}`]);
  });
});

describe("the desk", () => {
  it("keeps where a channel leads sealed and shows enough to know it again; the secret of a webhook is told once", async () => {
    const { world, desk } = await scene();
    const { secret } = await desk.add({ kind: "webhook", url: "https://hooks.example.com/services/T00/very-secret" }, { name: "Hook" }, "test");
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/u);
    await desk.add(email, { name: "Lead" }, "test");
    const shown = JSON.stringify([await desk.channels(), await world.store.journal(world.workspaceId, { limit: 20 })]);
    expect((await desk.channels()).map(({ shownAs }) => shownAs)).toEqual(["hooks.example.com", expect.stringMatching(/^l.+@example\.com$/u)]);
    expect(shown).not.toMatch(/very-secret|whsec_|lead@/u);
  });

  it("tests a channel in its quiet hours too, tells what came back, and forgets where a removed one led", async () => {
    const { world, desk } = await scene();
    const { channel } = await desk.add(email, { name: "Lead", quiet: { ...night, until: night.from } }, "test");
    expect(await desk.test(channel.id, "test")).toEqual({ ok: true, answer: "taken" });
    expect(world.told).toMatchObject([{ target: email, letter: { what: "test", need: null } }]);
    await desk.remove(channel.id, "test");
    expect(await desk.channels()).toEqual([]);
    expect(await world.store.secret(world.workspaceId, `alert-channel:${channel.id}`)).toBeNull();
    await expect(desk.test(channel.id, "test")).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
  });

  it("sends events to a source of the connected incident.io account, which keeps one alert of them and resolves it", async () => {
    const { world, desk } = await scene();
    const { channel } = await desk.add({ kind: "incident", sourceId: "source", secret: "secret" }, { name: "On call" }, "test");
    await desk.test(channel.id, "test");
    expect(world.told).toMatchObject([
      { target: { kind: "incident", connectionId: (await world.bridge()).right, sourceId: "source", secret: "secret" } },
    ]);
  });
});
