import { isObject } from "#lib/json.ts";
import { textIn } from "./raw-values.ts";

/** What an event's body carries under its own name. */
export interface EventPayload {
  /** Events of private incidents tell the id and nothing else (P1). */
  readonly isPrivate: boolean;
  /** The event without its family: `follow_up_updated_v2`. */
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The payload of an event of one of these names in a family such as `incident`; null for any other body. */
export function eventPayload(event: unknown, family: string, names: readonly string[]): EventPayload | null {
  const type = isObject(event) ? textIn(event["event_type"]) : null;
  if (!isObject(event) || type === null) return null;
  const [, visibility, named, name = ""] = /^(public|private)_([a-z]+)\.(\w+)$/u.exec(type) ?? [];
  const payload = event[type];
  if (named !== family || !names.includes(name) || !isObject(payload)) return null;
  return { isPrivate: visibility === "private", name, payload };
}
