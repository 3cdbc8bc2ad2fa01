import {
  alertKinds,
  defaultRules,
  type Alert,
  type AlertChannel,
  type AlertKind,
  type AlertRules,
  type AlertTarget,
  type QuietHours,
} from "#core/alerts/alert.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { AlertMessage } from "#core/ports/alert-store.ts";
import { mask } from "#core/record/mask.ts";
import { signingSecret } from "#lib/signing-secret.ts";
import { ulidOf } from "#lib/ulid.ts";
import { personEntry } from "../person-entry.ts";
import { testLetter } from "./alert-letter.ts";
import { saveTarget, targetName, targetOf, type AlertParts } from "./alert-parts.ts";

/** Alerts that one look at the history shows. */
const HISTORY = 100;

/** What people set of a channel. */
export interface ChannelSettings {
  readonly name: string;
  /** Default: all. */
  readonly kinds?: readonly AlertKind[];
  readonly quiet?: QuietHours | null;
}

/** Where a new channel is to lead. The secret of a webhook is made here; that of an incident.io alert source comes from there. */
export type NewTarget =
  | { readonly kind: "email"; readonly to: string }
  | { readonly kind: "webhook"; readonly url: string }
  | { readonly kind: "incident"; readonly sourceId: string; readonly secret: string };

/** An alert with what became of telling it. */
export interface ToldAlert extends Alert {
  readonly messages: readonly AlertMessage[];
}

/** How a test went. */
export type ChannelTest =
  | { readonly ok: true; readonly answer: string }
  | { readonly ok: false; readonly code: ErrorCode; readonly detail: string | null };

/** Alerts as people set them up and look at them. */
export interface AlertDesk {
  /** Whether a mail server is set. */
  readonly mails: boolean;
  channels(): Promise<readonly AlertChannel[]>;
  rules(): Promise<AlertRules>;
  /** Newest first. */
  history(): Promise<readonly ToldAlert[]>;
  /** Resolves with the channel and, for a webhook, the secret by which its receiver verifies; it is told this once. Throws `HW_REQUEST_INVALID`, `HW_EGRESS_REFUSED`. */
  add(target: NewTarget, settings: ChannelSettings, who: string): Promise<{ readonly channel: AlertChannel; readonly secret: string | null }>;
  /** Throws `HW_REQUEST_NOT_FOUND`. */
  change(id: string, settings: ChannelSettings, who: string): Promise<AlertChannel>;
  setPaused(id: string, paused: boolean, who: string): Promise<AlertChannel>;
  /** Sends a test now, whatever the quiet hours, and waits for the answer. */
  test(id: string, who: string): Promise<ChannelTest>;
  remove(id: string, who: string): Promise<void>;
  setRules(rules: AlertRules, who: string): Promise<AlertRules>;
}

export interface AlertDeskParts extends AlertParts {
  /** Whether letters can be sent. */
  readonly mails: boolean;
  /** So many random bytes that nobody can guess. */
  readonly secretBytes: (count: number) => Uint8Array;
}

/** What people do about alerts, over one workspace. */
export function createAlertDesk(parts: AlertDeskParts): AlertDesk {
  const { ports, workspaceId, courier, publicUrl } = parts;
  const { store, clock, random } = ports;
  const { alerts } = store;
  const note = (who: string, detail: Readonly<Record<string, unknown>>): Promise<void> =>
    store.appendJournal(workspaceId, [personEntry("config", who, detail)], clock.now());
  const channelOf = async (id: string): Promise<AlertChannel> => {
    const found = (await alerts.channels(workspaceId)).find((channel) => channel.id === id);
    if (found === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "channel", detail: "no channel here has this id" });
    return found;
  };
  const save = async (channel: AlertChannel, who: string, change: string): Promise<AlertChannel> => {
    await alerts.saveChannel(workspaceId, channel);
    await note(who, { alertChannel: change, about: channel.id, channelKind: channel.kind });
    return channelOf(channel.id);
  };

  return {
    mails: parts.mails,
    channels: () => alerts.channels(workspaceId),
    rules: async () => (await alerts.rules(workspaceId)) ?? defaultRules,
    async history() {
      const rows = await alerts.history(workspaceId, HISTORY);
      const ids = rows.map(({ id }) => id);
      const messages = await alerts.messages(workspaceId, ids);
      return rows.map((alert) => ({ ...alert, messages: messages.filter(({ alertId }) => alertId === alert.id) }));
    },
    async add(given, settings, who) {
      const target = await completed(parts, given);
      await courier.check(target);
      const id = ulidOf(random.uuid());
      // The address first: a channel without one could not tell anything.
      await saveTarget(store, workspaceId, id, target);
      const channel = await save({ ...begun(id, target, clock.now()), ...settingsOf(settings) }, who, "added");
      return { channel, secret: target.kind === "webhook" ? target.secret : null };
    },
    change: async (id, settings, who) => save({ ...(await channelOf(id)), ...settingsOf(settings) }, who, "changed"),
    setPaused: async (id, paused, who) => save({ ...(await channelOf(id)), paused }, who, paused ? "paused" : "resumed"),
    async test(id, who) {
      const channel = await channelOf(id);
      const result = await tried(async () =>
        courier.send(await targetOf(store, workspaceId, channel.id), testLetter(ulidOf(random.uuid()), clock.now(), publicUrl)),
      );
      await note(who, { alertChannel: "tested", about: id, channelKind: channel.kind, ...(!result.ok && { code: result.code }) });
      return result;
    },
    async remove(id, who) {
      const { kind } = await channelOf(id);
      await alerts.removeChannel(workspaceId, id, clock.now());
      await store.removeSecret(workspaceId, targetName(id));
      await note(who, { alertChannel: "removed", about: id, channelKind: kind });
    },
    async setRules(rules, who) {
      await alerts.saveRules(workspaceId, rules);
      await note(who, { alertChannel: "rules", ...rules });
      return rules;
    },
  };
}

const settingsOf = ({ name, kinds = alertKinds, quiet = null }: ChannelSettings): Pick<AlertChannel, "name" | "kinds" | "quiet"> => ({
  name,
  kinds,
  quiet,
});

const begun = (id: string, target: AlertTarget, madeAt: number): Omit<AlertChannel, "name" | "kinds" | "quiet"> => ({
  id,
  kind: target.kind,
  shownAs: shownAs(target),
  paused: false,
  madeAt,
  lastToldAt: null,
  failingSince: null,
  failure: null,
});

async function completed({ ports, workspaceId, secretBytes }: AlertDeskParts, target: NewTarget): Promise<AlertTarget> {
  if (target.kind === "email") return target;
  if (target.kind === "webhook") return { ...target, secret: signingSecret(secretBytes) };
  const connection = (await ports.store.connections(workspaceId)).find(({ vendor }) => vendor === "incident");
  if (connection === undefined) throw new HighwireError("HW_NOT_CONNECTED", { vendor: "incident" });
  return { ...target, connectionId: connection.id };
}

/** Enough to know an address again; an address of the web may hold a secret behind its host. */
function shownAs(target: AlertTarget): string {
  switch (target.kind) {
    case "email":
      return String(mask("email", target.to));
    case "webhook":
      return new URL(target.url).host;
    case "incident":
      return target.sourceId;
  }
}

async function tried(send: () => Promise<string>): Promise<ChannelTest> {
  try {
    return { ok: true, answer: await send() };
  } catch (error) {
    if (!(error instanceof HighwireError)) throw error;
    return { ok: false, code: error.code, detail: error.data.detail ?? null };
  }
}
