import { expect, it } from "vitest";
import type { LinkId, WorkspaceId } from "#core/ids.ts";
import type { RecordedCall } from "#core/ports/activity-log.ts";
import { systemClock } from "#lib/system-clock.ts";
import type { VendorCall } from "#vendors/transport/transport.ts";
import { createCallRecorder } from "./record-calls.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const about = { workspaceId: "w" as WorkspaceId, linkId: "l" as LinkId };

function call(more: Partial<VendorCall> & Pick<VendorCall, "call">): VendorCall {
  return {
    vendor: "highlevel",
    operation: "contacts.update",
    method: "PUT",
    url: "https://vendor.example/contacts/c1?email=ada%40example.com&page=2",
    headers: { authorization: "Bearer secret" },
    body: { email: "ada@example.com", tags: ["vip", "late"], dnd: false, phone: null, name: "" },
    mutating: true,
    limitKey: null,
    limits: {} as never,
    interpretFailure: () => {
      throw new Error("unused");
    },
    readLimits: () => ({}),
    ...more,
  };
}

function recorder() {
  const kept: RecordedCall[] = [];
  const store = { noteCalls: async (_workspace: WorkspaceId, calls: readonly RecordedCall[]) => void kept.push(...calls) };
  return { kept, recorder: createCallRecorder({ store, clock: systemClock, log: silent }) };
}

it("P5 keeps of a call its shape, never a value, a token or what was asked for", async () => {
  const { kept, recorder: calls } = recorder();
  const headers = { "x-request-id": "r1", "x-ratelimit-remaining": "41", "set-cookie": "session=1", "x-account": "Ada" };
  calls.observe({ call: call({ call: { priority: "webhook", about } }), status: 200, headers, durationMs: 5.4 });
  await calls.close();
  expect(kept).toMatchObject([
    {
      linkId: "l",
      path: "/contacts/c1?email=•••&page=•••",
      requestId: "r1",
      headers: { "x-request-id": "r1", "x-ratelimit-remaining": "41" },
      body: '{"email":"•••","tags":["•••","•••"],"dnd":false,"phone":null,"name":""}',
    },
  ]);
  expect(Object.keys(kept[0]?.headers ?? {})).toHaveLength(2);
  expect(JSON.stringify(kept)).not.toMatch(/ada|secret|vip|session/iu);
});

it("keeps nothing of calls for many records, and of a first load only what failed", async () => {
  const { kept, recorder: calls } = recorder();
  const seen = (priority: "webhook" | "backfill", status: number, named: boolean): void =>
    calls.observe({ call: call({ call: { priority, ...(named && { about }) } }), status, headers: {}, durationMs: 1 });
  seen("webhook", 200, false);
  seen("backfill", 201, true);
  seen("backfill", 422, true);
  seen("backfill", 0, true);
  await calls.close();
  expect(kept.map(({ status }) => status)).toEqual([422, 0]);
});
