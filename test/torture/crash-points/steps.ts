import type { Bridge } from "#core/bridge.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { Resolution } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import { backfill } from "#engine/backfill/backfill.ts";
import { sweepSide, type SweepRequest } from "#engine/sweep/sweep-side.ts";
import { must } from "#lib/must.ts";
import { credentialName } from "#main/vendors.ts";
import { contactScopes } from "#sandbox/highlevel/access.ts";
import type { HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";
import type { FaultRule } from "#sandbox/kit/faults.ts";
import type { OAuthCredential } from "#vendors/highlevel/auth.ts";
import { editAsPerson, type EditedField } from "../simulator/edit-as-person.ts";
import type { Ask, Stage } from "./stage.ts";
import type { Step } from "./scenario.ts";

// ── what people do in both vendors' pages ──────────────────────────────────────────────────────────────────────────

export interface Details {
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly website?: string;
  readonly name?: string;
  readonly tags?: readonly string[];
}

/** Somebody as both vendors know them, unless said otherwise. Each name has its own e-mail and phone. */
export function detailsOf(who: string, given: Details = {}): Required<Details> {
  const number = [...who].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_000, 7);
  const name = `${who.charAt(0).toUpperCase()}${who.slice(1)} Birch`;
  return {
    email: `${who}@example.com`,
    phone: `+1202555${String(1_000 + number)}`,
    website: `https://${who}.example.com/`,
    name,
    tags: [who],
    ...given,
  };
}

export const emailOf = (who: string): string => detailsOf(who).email ?? "";
export const phoneOf = (who: string): string => detailsOf(who).phone ?? "";

export const contact =
  (who: string, given?: Details): Step =>
  (stage) => {
    const { email, phone, website, name, tags } = detailsOf(who, given);
    const [firstName, lastName] = name.split(" ");
    const keys = { ...(email !== null && { email }), ...(phone !== null && { phone }) };
    stage.know(who, "highlevel", stage.universe.highlevel.control.createContact({ firstName, lastName, website, tags, ...keys }));
  };

export const entry =
  (who: string, given?: Details): Step =>
  async (stage) => {
    const { email, phone, website, name, tags } = detailsOf(who, given);
    const values = { hw_email: email, hw_phone: phone, hw_website: website, hw_tags: tags };
    stage.know(who, "incident", stage.universe.incident.control.createEntry(await stage.typeId(), name, values));
  };

/** A person types a value that nobody else ever writes, so that its fate can be told. */
export const edit =
  (side: Side, who: string, field: EditedField, value: string): Step =>
  (stage) => {
    const recordId = recordOf(stage, side, who);
    editAsPerson(stage.universe, { side, recordId, field, value });
    stage.history.edits.push({ at: stage.universe.clock.now(), side, recordId, field, token: value === "" ? null : value });
  };

/** The company flows one way only: to incident.io. */
export const company =
  (side: Side, who: string, value: string): Step =>
  async (stage) => {
    const recordId = recordOf(stage, side, who);
    if (side === "highlevel") stage.universe.highlevel.control.editContact(recordId, { companyName: value });
    else await callIncident(stage, recordId, { attribute_values: { hw_company: { value: { literal: value } } }, update_attributes: ["hw_company"] });
  };

export const tag =
  (side: Side, who: string, added: string): Step =>
  (stage) => {
    const recordId = recordOf(stage, side, who);
    if (side === "highlevel") stage.universe.highlevel.control.addTag(recordId, added);
    else stage.universe.incident.control.editEntry(recordId, null, { hw_tags: [...entryTags(stage, recordId), added] });
    stage.history.edits.push({ at: stage.universe.clock.now(), side, recordId, field: "tags", token: added });
  };

export const untag =
  (side: Side, who: string, removed: string): Step =>
  (stage) => {
    const recordId = recordOf(stage, side, who);
    if (side === "highlevel") stage.universe.highlevel.control.removeTag(recordId, removed);
    else stage.universe.incident.control.editEntry(recordId, null, { hw_tags: entryTags(stage, recordId).filter((had) => had !== removed) });
    stage.history.tagsRemoved.add(`${recordId}:${removed}`);
    stage.history.removals.push({ at: stage.universe.clock.now(), side, recordId, field: "tags", token: removed });
  };

export const remove =
  (side: Side, who: string): Step =>
  (stage) => {
    const { universe, history } = stage;
    const recordId = recordOf(stage, side, who);
    history.gone.add(recordId);
    if (side === "highlevel") {
      history.deletedEmails.set(emailOf(who), { id: recordId, at: universe.clock.now() });
      universe.highlevel.control.deleteContact(recordId);
    } else {
      history.archived.set(recordId, universe.clock.now());
      universe.incident.control.archiveEntry(recordId);
    }
  };

/** A person merges two contacts in HighLevel: the second one's id vanishes. */
export const merge =
  (kept: string, lost: string): Step =>
  (stage) => {
    const ids = [recordOf(stage, "highlevel", kept), recordOf(stage, "highlevel", lost)] as const;
    for (const id of ids) stage.history.gone.add(id);
    stage.universe.highlevel.control.mergeContacts(...ids);
  };

/** Some other program takes an entry's external id away. */
export const eraseMarker =
  (who: string): Step =>
  async (stage) =>
    callIncident(stage, recordOf(stage, "incident", who), { external_id: "", attribute_values: {}, update_attributes: [] });

/** Some other program writes to an entry: pages for people show neither external ids nor the attributes that we alone write. */
async function callIncident(stage: Stage, id: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const { incident } = stage.universe;
  const { name } = must(
    incident.control.entries().find((one) => one["id"] === id),
    "the entry",
  );
  const headers = { authorization: `Bearer ${incident.apiKey}`, "content-type": "application/json" };
  const body = Buffer.from(JSON.stringify({ name, ...change }));
  const answer = await incident.app.handle({ method: "PUT", path: `/v3/catalog_entries/${id}`, query: new URLSearchParams(), headers, body });
  must(answer.status === 200 ? answer : null, "another program's write");
}

function recordOf(stage: Stage, side: Side, who: string): string {
  return must(stage.idOf(who, side), `${who}'s record at ${side}`);
}

function entryTags(stage: Stage, recordId: string): readonly string[] {
  const stored = stage.universe.incident.control.listEntries().find(({ id }) => id === recordId);
  const tags = stored?.values["hw_tags"];
  return Array.isArray(tags) ? tags : [];
}

// ── what vendors, time and settings do ─────────────────────────────────────────────────────────────────────────────

export const faults =
  (side: Side, ...rules: readonly FaultRule[]): Step =>
  ({ universe }) =>
    universe[side].control.setFaults(rules);

export const highlevelQuirks =
  (quirks: Parameters<Stage["universe"]["highlevel"]["control"]["setQuirks"]>[0]): Step =>
  ({ universe }) =>
    universe.highlevel.control.setQuirks(quirks);

export const incidentQuirks =
  (quirks: Parameters<Stage["universe"]["incident"]["control"]["setQuirks"]>[0]): Step =>
  ({ universe }) =>
    universe.incident.control.setQuirks(quirks);

/** From now on no event arrives, or each arrives twice, or all arrive again. */
export const events =
  (how: "lost" | "doubled" | "arriving"): Step =>
  ({ universe }) =>
    universe.highlevel.control.setDeliveryFaults({
      drop: how === "lost" ? 1 : 0,
      duplicate: how === "doubled" ? 1 : 0,
      reorder: 0,
      maxDelayMs: how === "doubled" ? 500 : 0,
    });

export const holdEvents: Step = (stage) => stage.holdWebhooks(true);
export const letEventsGo: Step = (stage) => stage.holdWebhooks(false);

export const later =
  (ms: number): Step =>
  async ({ universe }) =>
    universe.clock.sleep(ms);

export const settings =
  (patch: Partial<Bridge>): Step =>
  async ({ universe: { store, workspaceId, bridgeId } }) =>
    void (await store.changeBridge(workspaceId, bridgeId, (bridge) => ({ ...bridge, ...patch })));

/** All that is remembered of records is lost; connections and bridges are still there. */
export const forgetEverything: Step = (stage) => {
  const { state, calls } = stage.universe;
  calls.splice(0);
  stage.sent.clear();
  for (const part of [state.links, state.byRecord, state.intents, state.conflicts, state.events, state.pending, state.cursors]) part.clear();
  state.journal.splice(0);
};

/** Every field is settled by this policy when both sides changed it. */
export const fieldPolicy =
  (policy: Bridge["firstLink"]): Step =>
  async ({ universe: { store, workspaceId, bridgeId } }) => {
    const under = (map: FieldMap): FieldMap => ({ ...map, policy });
    await store.changeBridge(workspaceId, bridgeId, (bridge) => ({ ...bridge, fields: bridge.fields.map(under) }));
  };

// ── what the process does ──────────────────────────────────────────────────────────────────────────────────────────

/** Waits until the process has nothing left to do. */
export const settle: Step = async (stage) => {
  must((await stage.rest()) ? true : null, "rest");
};

/** The first load, to its end. */
export const load: Step = async (stage) => {
  await stage.whileAlive(async ({ ports, fresh }) => backfill({ ports, fresh, bridge: await stage.universe.bridge() }));
};

/** The process's own loop of first loads and sweeps, until everything is at rest. */
export const sweepAlong =
  (ms: number): Step =>
  async (stage) => {
    if (!stage.alive) return;
    stage.startSweeper();
    await Promise.race([stage.universe.clock.sleep(ms), stage.process.life.died]);
    await settle(stage);
  };

export const sweep =
  (side: Side, reach: SweepRequest["reach"] = "full"): Step =>
  async (stage) => {
    await stage.whileAlive(async ({ ports }) => {
      const bridge = await stage.universe.bridge();
      const { left, right } = await ports.sides(bridge);
      await sweepSide({ ports, bridge, port: side === "highlevel" ? left : right, reach });
    });
  };

/** Milliseconds that a new access token is good for. */
const TOKEN_LIFE_MS = 86_399_000;

/** The connection to HighLevel is by OAuth; its access token has so many milliseconds left. */
export const oauth =
  (leftMs: number): Step =>
  async ({ universe }) => {
    const { store, highlevel, workspaceId, bridge, clock } = universe;
    const { left } = await bridge();
    await store.changeConnection(workspaceId, left, (connection) => ({ ...connection, auth: "oauth" }));
    await store.saveSecret(workspaceId, credentialName(left), newCredential(highlevel, clock.now()));
    clock.advance(TOKEN_LIFE_MS - leftMs);
  };

function newCredential(highlevel: HighLevelSandbox, now: number): string {
  const { oauth: provider, locationId, companyId } = highlevel;
  const pair = provider.pair({ kind: "location", locationId, companyId, scopes: contactScopes }, "first");
  const { clientId, clientSecret } = provider.app;
  return JSON.stringify({
    accessToken: pair.accessToken,
    refreshToken: pair.refreshToken,
    expiresAt: now + TOKEN_LIFE_MS,
    clientId,
    clientSecret,
  } satisfies OAuthCredential);
}

// ── what a person asks of Highwire ─────────────────────────────────────────────────────────────────────────────────

export const ask =
  (words: string, question: Ask["ask"]): Step =>
  (stage) =>
    stage.ask({ words, ask: question });

/** Answers the open conflict about one field of somebody, when it is still open. */
export const resolve = (who: string, field: string, resolution: Resolution | ((stage: Stage) => Resolution)): Step =>
  ask(`resolve ${field} of ${who}`, async (app, stage) => {
    const ids = [stage.idOf(who, "highlevel"), stage.idOf(who, "incident")];
    const link = [...stage.universe.state.links.values()].find(
      ({ leftId, rightId }) => ids.includes(leftId ?? rightId) || ids.includes(rightId ?? leftId),
    );
    const open = await app.store.conflicts(app.workspaceId, { state: "open", limit: 100 });
    const conflict = open.find((one) => one.linkId === link?.id && one.field === field && one.resolution === null);
    if (conflict !== undefined) await app.resolveConflict(conflict.id, typeof resolution === "function" ? resolution(stage) : resolution, "somebody");
  });

export const syncContact = (who: string): Step => ask(`sync ${who}`, async (app, stage) => app.syncContact(stage.idOf(who, "highlevel") ?? ""));

export const releaseBrake: Step = ask("release the brake", async (app, { universe }) => app.releaseBrake(universe.bridgeId, "somebody"));

export const redrive: Step = ask("redrive", async (app, { universe }) => app.redrive({ bridgeId: universe.bridgeId }));

export const setMode = (mode: Bridge["mode"]): Step =>
  ask(`set ${mode}`, async (app, { universe }) => app.setBridgeMode(universe.bridgeId, mode, "somebody"));

export const setConnection = (side: Side, state: "active" | "paused"): Step =>
  ask(`set ${side} ${state}`, async (app, { universe }) => {
    const { left, right } = await universe.bridge();
    return app.setConnectionState(side === "highlevel" ? left : right, state, "somebody");
  });

/** A person who finds the connection to HighLevel stopped, because its credential is refused, gives consent anew. */
export const connectAgain: Step = ask("connect again", async (app, { universe }) => {
  const { store, highlevel, workspaceId, bridge, clock } = universe;
  const { left } = await bridge();
  if ((await store.connection(workspaceId, left))?.pausedBecause !== "HW_VENDOR_REAUTH_NEEDED") return;
  await store.saveSecret(workspaceId, credentialName(left), newCredential(highlevel, clock.now()));
  await app.setConnectionState(left, "active", "somebody");
});

/** Times that a person makes a plan anew while a record is still held by a worker that died. */
const PLANS = 10;

/** A person makes a plan and applies it, until nothing of it is left over. */
export const planAndApply: Step = ask("plan and apply", async (app, { universe }) => {
  for (let time = 0; time < PLANS; time += 1) {
    const { failed, drifted } = await app.apply(await app.preview(universe.bridgeId));
    if (failed + drifted === 0) return;
    await universe.clock.sleep(5_000);
  }
});
