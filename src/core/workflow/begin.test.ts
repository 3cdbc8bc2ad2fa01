import { expect, it } from "vitest";
import type { WorkspaceId } from "../ids.ts";
import { begins, eventData, namesIn, startOf, writtenNames } from "./begin.ts";
import { defaultLimits } from "./definition.ts";
import type { RunId, Workflow, WorkflowId } from "./run.ts";

it("finds the ids of records in an event, outer ones first, and none that all records of an account share", () => {
  const event = {
    id: "c1",
    locationId: "loc",
    companyId: "co",
    email: "ada@example.com",
    task: { contactId: "c2", list: [{ record_id: "r3" }] },
    empty: { id: "" },
  };
  expect(namesIn(event)).toEqual(["c1", "c2", "r3"]);
  expect(namesIn({ list: Array.from({ length: 99 }, (_, n) => ({ id: `n${String(n)}` })) })).toHaveLength(50);
  expect(namesIn("text")).toEqual([]);
});

it("names what a write was about: the records of its path, and the one that came back", () => {
  expect(writtenNames({ path: { contactId: "c1", locationId: "loc" }, body: { ownerId: "u" } }, { note: { id: "n1", userId: "u" } })).toEqual([
    "c1",
    "n1",
  ]);
  expect(writtenNames({}, { id: "x", other: { deep: { id: "y" } } })).toEqual(["x"]);
});

it("gives a pick a way into incident.io's events", () => {
  expect(eventData("incident", "public.created_v1", { event_type: "public.created_v1", "public.created_v1": { id: "i" } })).toEqual({
    event_type: "public.created_v1",
    payload: { id: "i" },
  });
  expect(eventData("highlevel", "ContactUpdate", { id: "c" })).toEqual({ id: "c" });
});

it("begins with events of its source and types, through the connection that it names", () => {
  const trigger = { kind: "event", source: "highlevel", types: ["A", "B"], connection: null } as const;
  const event = { source: "highlevel", type: "B", connectionId: "one" };
  expect(begins(trigger, event)).toBe(true);
  expect(begins(trigger, { ...event, type: "C" })).toBe(false);
  expect(begins(trigger, { ...event, source: "incident" })).toBe(false);
  expect(begins({ ...trigger, connection: "two" }, event)).toBe(false);
  expect(begins({ kind: "manual" }, event)).toBe(false);
});

it("starts nothing while it is off or unpublished, and only decides in shadow", () => {
  const trigger = { kind: "manual" } as const;
  const draft = { format: 1, name: "W", trigger, steps: [], limits: defaultLimits, oneAtATime: { pick: "trigger.key" } } as const;
  const workflow: Workflow = {
    id: "w" as WorkflowId,
    workspaceId: "ws" as WorkspaceId,
    mode: "live",
    draft,
    version: 2,
    live: draft,
    changedAt: 0,
    changedBy: "ada",
  };
  const given = { id: "r" as RunId, cause: "person ada r", trigger: { key: ["a", 1], id: "c1" } };
  expect(startOf(workflow, given)).toMatchObject({ version: 2, shadow: false, queue: '["a",1]', names: ["c1"], mostHops: 3 });
  expect(startOf({ ...workflow, mode: "shadow" }, given)?.shadow).toBe(true);
  expect(startOf({ ...workflow, mode: "off" }, given)).toBeNull();
  expect(startOf({ ...workflow, version: null, live: null }, given)).toBeNull();
});
