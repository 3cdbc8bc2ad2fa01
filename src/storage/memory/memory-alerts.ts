import type { Alert, AlertChannel } from "#core/alerts/alert.ts";
import type { AlertMessage, AlertStore } from "#core/ports/alert-store.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { MemoryState } from "./memory-state.ts";

type State = Pick<MemoryState, "alertChannels" | "alertRules" | "alerts" | "alertMessages">;

/** Alerts, whom they are told, and how far that is, as PostgreSQL keeps them. */
export const alertStoreIn = (state: State): AlertStore => ({ ...channelsIn(state), ...alertsIn(state), ...messagesIn(state) });

const keyOf = (workspaceId: string, ...ids: readonly string[]): string => [workspaceId, ...ids].join(":");
const within = <Row>(rows: ReadonlyMap<string, Row>, workspaceId: string): readonly Row[] =>
  [...rows].filter(([key]) => key.startsWith(`${workspaceId}:`)).map(([, row]) => row);
const messageKey = (workspaceId: string, { alertId, channelId, what }: Pick<AlertMessage, "alertId" | "channelId" | "what">): string =>
  keyOf(workspaceId, alertId, channelId, what);
const byText = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

function channelsIn({
  alertChannels,
  alertRules,
  alertMessages,
}: State): Pick<AlertStore, "channels" | "saveChannel" | "removeChannel" | "rules" | "saveRules"> {
  return {
    channels: async (workspaceId) =>
      within(alertChannels, workspaceId).toSorted((one, other) => one.madeAt - other.madeAt || byText(one.id, other.id)),
    async saveChannel(workspaceId, { id, kind, name, shownAs, kinds, quiet, paused, madeAt }) {
      const known = alertChannels.get(keyOf(workspaceId, id));
      const begun: AlertChannel = { id, kind, name, shownAs, kinds, quiet, paused, madeAt, lastToldAt: null, failingSince: null, failure: null };
      alertChannels.set(keyOf(workspaceId, id), known === undefined ? begun : { ...known, name, shownAs, kinds, quiet, paused });
    },
    async removeChannel(workspaceId, id, now) {
      for (const message of within(alertMessages, workspaceId))
        if (message.channelId === id && message.state === "waiting")
          alertMessages.set(messageKey(workspaceId, message), { ...message, state: "dropped", finishedAt: now });
      return alertChannels.delete(keyOf(workspaceId, id));
    },
    rules: async (workspaceId) => alertRules.get(workspaceId) ?? null,
    async saveRules(workspaceId, rules) {
      alertRules.set(workspaceId, rules);
    },
  };
}

function alertsIn(state: State): Pick<AlertStore, "open" | "history" | "change"> {
  const { alerts } = state;
  const byAge = (workspaceId: WorkspaceId): readonly Alert[] =>
    within(alerts, workspaceId).toSorted((one, other) => one.raisedAt - other.raisedAt || byText(one.id, other.id));
  const openOnes = (workspaceId: WorkspaceId): readonly Alert[] => byAge(workspaceId).filter(({ endedAt }) => endedAt === null);
  const replace = (workspaceId: WorkspaceId, id: string, change: Partial<Alert>): boolean => {
    const alert = alerts.get(keyOf(workspaceId, id));
    if (alert === undefined || alert.endedAt !== null) return false;
    alerts.set(keyOf(workspaceId, id), { ...alert, ...change });
    return true;
  };
  return {
    open: async (workspaceId) => openOnes(workspaceId),
    history: async (workspaceId, limit) => byAge(workspaceId).toReversed().slice(0, limit),
    async change(workspaceId, { raise, end, recount }, now) {
      const raised = raise.filter((alert) => {
        const isNew = !openOnes(workspaceId).some(({ cause }) => cause === alert.cause);
        if (isNew) alerts.set(keyOf(workspaceId, alert.id), alert);
        return isNew;
      });
      for (const { id, count } of recount) replace(workspaceId, id, { count });
      const ended = end.filter((id) => replace(workspaceId, id, { endedAt: now }));
      for (const id of ended) tellEnd(state, workspaceId, id, now);
      return { raised: raised.map(({ id }) => id), ended };
    },
  };
}

/** Whoever was tried may have been told; who was not, is not told that it is over. A try that is under way keeps its message. */
function tellEnd({ alertMessages, alertChannels }: State, workspaceId: WorkspaceId, alertId: string, now: Instant): void {
  for (const message of within(alertMessages, workspaceId)) {
    if (message.alertId !== alertId || message.what !== "raised") continue;
    const { channelId, state, attempts, code } = message;
    const wasTried = state === "told" || (state === "waiting" && attempts > 0);
    const key = messageKey(workspaceId, { alertId, channelId, what: "ended" });
    if (wasTried && alertChannels.has(keyOf(workspaceId, channelId)) && !alertMessages.has(key))
      alertMessages.set(key, newMessage(alertId, channelId, "ended", now));
    if (state === "waiting" && (attempts === 0 || code !== null))
      alertMessages.set(messageKey(workspaceId, message), { ...message, state: "dropped", finishedAt: now });
  }
}

const newMessage = (alertId: string, channelId: string, what: AlertMessage["what"], now: Instant): AlertMessage => ({
  alertId,
  channelId,
  what,
  state: "waiting",
  attempts: 0,
  madeAt: now,
  dueAt: now,
  finishedAt: null,
  code: null,
});

function messagesIn({ alerts, alertChannels, alertMessages }: State): Pick<AlertStore, "messages" | "hand" | "claim" | "finish"> {
  const inOrder = (workspaceId: WorkspaceId): readonly AlertMessage[] =>
    within(alertMessages, workspaceId).toSorted(
      (one, other) =>
        one.madeAt - other.madeAt || byText(one.alertId, other.alertId) || byText(one.channelId, other.channelId) || byText(other.what, one.what),
    );
  return {
    messages: async (workspaceId, alertIds) => inOrder(workspaceId).filter(({ alertId }) => alertIds.includes(alertId)),
    async hand(workspaceId, pairs, now) {
      for (const { alertId, channelId } of pairs) {
        const message = newMessage(alertId, channelId, "raised", now);
        const key = messageKey(workspaceId, message);
        const isThere = alerts.get(keyOf(workspaceId, alertId))?.endedAt === null && alertChannels.has(keyOf(workspaceId, channelId));
        if (isThere && !alertMessages.has(key)) alertMessages.set(key, message);
      }
    },
    async claim(workspaceId, { channelId, kinds, now, until, limit }) {
      const isUntold = (alertId: string): boolean =>
        alertMessages.get(messageKey(workspaceId, { alertId, channelId, what: "raised" }))?.state === "waiting";
      const due = inOrder(workspaceId).flatMap((message) => {
        const alert = alerts.get(keyOf(workspaceId, message.alertId));
        if (alert === undefined || message.channelId !== channelId || message.state !== "waiting" || message.dueAt > now) return [];
        if (!kinds.includes(alert.kind) || (message.what === "ended" && isUntold(alert.id))) return [];
        return [{ message: { ...message, attempts: message.attempts + 1, dueAt: until, code: null }, alert }];
      });
      const taken = due.slice(0, limit);
      for (const { message } of taken) alertMessages.set(messageKey(workspaceId, message), message);
      return taken;
    },
    async finish(workspaceId, { attempts, ...message }, outcome, now) {
      const key = messageKey(workspaceId, message);
      const known = alertMessages.get(key);
      if (known?.state !== "waiting" || known.attempts !== attempts) return;
      const code = outcome.state === "told" ? null : outcome.code;
      const dueAt = outcome.state === "waiting" ? outcome.dueAt : known.dueAt;
      alertMessages.set(key, { ...known, state: outcome.state, dueAt, code, finishedAt: outcome.state === "waiting" ? null : now });
      const channel = alertChannels.get(keyOf(workspaceId, message.channelId));
      if (channel === undefined) return;
      const next =
        code === null ? { lastToldAt: now, failingSince: null, failure: null } : { failingSince: channel.failingSince ?? now, failure: code };
      alertChannels.set(keyOf(workspaceId, channel.id), { ...channel, ...next });
    },
  };
}
