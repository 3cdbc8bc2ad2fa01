import type { Alert } from "#core/alerts/alert.ts";
import { alertWords } from "#core/alerts/alert-words.ts";
import type { AlertLetter } from "#core/ports/alert-courier.ts";
import type { AlertMessage } from "#core/ports/alert-store.ts";
import type { Instant } from "#core/ids.ts";

/** One piece of news in words, with the address of the page on which it is settled. */
export function letterOf(alert: Alert, { what, channelId }: Pick<AlertMessage, "what" | "channelId">, publicUrl: string | null): AlertLetter {
  const { title, text } = alertWords(alert);
  const isOver = what === "ended";
  return {
    id: `${alert.id}.${channelId}.${what}`,
    what,
    alertId: alert.id,
    title: isOver ? `Over: ${title}` : title,
    text: isOver ? "This no longer needs anybody. Highwire goes on." : text,
    link: publicUrl === null ? null : `${publicUrl}${alert.href}`,
    need: alert,
    at: isOver ? (alert.endedAt ?? alert.raisedAt) : alert.raisedAt,
  };
}

/** What the test button sends. */
export const testLetter = (id: string, now: Instant, publicUrl: string | null): AlertLetter => ({
  id: `test.${id}`,
  what: "test",
  alertId: `test.${id}`,
  title: "A test from Highwire",
  text: "Alerts arrive here. Nothing is wrong, and nothing has to be done.",
  link: publicUrl === null ? null : `${publicUrl}/settings/alerts`,
  need: null,
  at: now,
});
