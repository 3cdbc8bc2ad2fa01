import { expect, it } from "vitest";
import type { StoredEvent } from "#storage/memory/memory-state.ts";
import { Receipts } from "./receipts.ts";
import { createUniverse } from "./universe.ts";

const universe = await createUniverse({ seed: 1, contacts: 0, limits: "off" });
const { workspaceId, highlevel } = universe;

const knockOf = (webhookId: string, locationId = highlevel.locationId): Parameters<Receipts["note"]>[0] => ({
  vendor: "highlevel",
  headers: {},
  body: JSON.stringify({ webhookId, locationId }),
});
const stored = (decision: string | null): StoredEvent =>
  ({ type: "ContactUpdate", recordId: "someone", quarantine: null, decision }) as unknown as StoredEvent;

/** The verdict on one event: what the store holds at the answer, and in the end. */
function brokenBy(atAnswer: StoredEvent | null, inTheEnd: StoredEvent | null, knock = knockOf("one"), status = 200): readonly string[] {
  const events = new Map<string, StoredEvent>();
  const key = `${workspaceId}:highlevel:one`;
  const receipts = new Receipts({ workspaceId, highlevel, state: { ...universe.state, events } });
  if (atAnswer !== null) events.set(key, atAnswer);
  receipts.note(knock, status);
  events.clear();
  if (inTheEnd !== null) events.set(key, inTheEnd);
  return receipts.broken();
}

it("X1 the judge notices an event that was acknowledged before it was stored, is lost, or was never looked at", () => {
  expect(brokenBy(stored(null), stored("applied"))).toEqual([]);
  expect(brokenBy(null, stored("applied"))).toEqual(["X1 1 events were acknowledged before they were stored"]);
  expect(brokenBy(stored(null), null)).toEqual(["X1 1 acknowledged events are not stored"]);
  expect(brokenBy(stored(null), stored(null))).toEqual(["X1 a ContactUpdate of someone was stored and never looked at"]);
});

it("X1 X4 nothing is owed for what was refused, or belongs to somebody else", () => {
  expect(brokenBy(null, null, knockOf("one"), 429)).toEqual([]);
  expect(brokenBy(null, null, knockOf("one", "loc99SomebodyElse"))).toEqual([]);
});
