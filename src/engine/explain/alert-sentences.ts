import type { AlertKind } from "#core/alerts/alert.ts";

/** What the journal keeps of alerts and of their channels. */
export interface AlertDetail {
  readonly alert?: string;
  readonly alertKind?: string;
  readonly alertChannel?: string;
  readonly news?: string;
}

const aboutWords: Readonly<Record<AlertKind, string>> = {
  connection: "a paused account",
  brake: "deletes that look wrong",
  canary: "a careful first run that stopped",
  parked: "records that were set aside",
  runs: "runs of a workflow that were set aside",
  questions: "a question that a workflow asks",
  conflicts: "conflicts that wait for a decision",
  token: "a token that ends soon",
  refused: "refused events",
  silence: "an account that sends no events",
  backup: "a backup that failed",
};

const channelSentences: Readonly<Record<string, string>> = {
  added: "A person added a channel for alerts.",
  changed: "A person changed a channel for alerts.",
  paused: "A person paused a channel for alerts.",
  resumed: "A person let a channel for alerts go on.",
  tested: "A person tested a channel for alerts.",
  removed: "A person removed a channel for alerts.",
  rules: "A person changed after how long alerts are raised.",
};

/** An entry about an alert or a channel as a sentence; null for any other. */
export function alertSentence({ alert, alertKind = "", alertChannel, news }: AlertDetail): string | null {
  if (alertChannel !== undefined) return channelSentences[alertChannel] ?? "A channel for alerts was changed.";
  if (alert === undefined) return null;
  const about = aboutWords[alertKind as AlertKind] ?? "something that needed people";
  if (alert === "raised") return `Raised an alert about ${about}.`;
  if (alert === "ended") return `An alert is over: ${about}.`;
  const what = news === "ended" ? `that an alert about ${about} is over` : `about ${about}`;
  return alert === "told" ? `Told a channel ${what}.` : `Gave up telling a channel ${what}.`;
}
