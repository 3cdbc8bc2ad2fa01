import { expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import { VirtualClock } from "../../../test/support/virtual-clock.ts";
import { sharingReads } from "./shared-reads.ts";
import type { Transport, VendorCall } from "./transport.ts";

/** A vendor that answers each read with how often it was written to and read, 100 milliseconds after it was asked. */
function counting(clock: VirtualClock): { readonly transport: Transport; readonly reads: () => number; fail: boolean } {
  const vendor = { reads: 0, writes: 0 };
  const counted = {
    fail: false,
    reads: () => vendor.reads,
    transport: {
      async send(call: VendorCall) {
        if (call.mutating) vendor.writes += 1;
        else vendor.reads += 1;
        const json = { ...vendor };
        await clock.sleep(100);
        if (counted.fail) throw new HighwireError("HW_VENDOR_TIMEOUT");
        return { status: 200, headers: {}, json };
      },
    },
  };
  return counted;
}

const callOf = (given: Partial<VendorCall>, claimedMs?: number): VendorCall => ({
  vendor: "incident",
  operation: "incidents.show",
  method: "GET",
  url: "https://api.example.com/v2/incidents/i",
  headers: { authorization: "Bearer key" },
  mutating: false,
  limitKey: "account",
  limits: { kind: "bucket", capacity: 1, refillPerSecond: 1 },
  call: { priority: "webhook", ...(claimedMs !== undefined && { claimedMs }) },
  interpretFailure: () => new HighwireError("HW_INVARIANT"),
  readLimits: () => ({}),
  ...given,
});

it("S6 calls whose links were claimed before a read left share it, and nobody who was claimed later does", async () => {
  const clock = new VirtualClock();
  const vendor = counting(clock);
  const { send } = sharingReads(vendor.transport, clock);
  const at = clock.monotonicMs();
  await Promise.all([send(callOf({}, at)), send(callOf({}, at)), send(callOf({}, at + 20))]);
  await send(callOf({}, at + 50));
  expect(vendor.reads()).toBe(1);
  await send(callOf({}, at + 51));
  expect(vendor.reads()).toBe(2);
});

it("S6 several kinds of bridges that look at what a contact has read it once, and it counts as no read of an incident", async () => {
  const clock = new VirtualClock();
  const vendor = counting(clock);
  const sharing = sharingReads(vendor.transport, clock);
  const at = clock.monotonicMs();
  const notes = { vendor: "highlevel", operation: "notes.list", url: "https://api.example.com/contacts/c/notes" } as const;
  await Promise.all([sharing.send(callOf(notes, at)), sharing.send(callOf(notes, at)), sharing.send(callOf({}, at))]);
  expect([vendor.reads(), sharing.counts()]).toEqual([2, { asked: 1, sent: 1 }]);
});

it("S1 a read that began before a write of ours, or during it, is not given to anybody after it", async () => {
  const clock = new VirtualClock();
  const vendor = counting(clock);
  const { send } = sharingReads(vendor.transport, clock);
  const at = clock.monotonicMs();
  await send(callOf({}, at));
  const write = send(callOf({ mutating: true, method: "POST", operation: "incidents.edit" }, at));
  const during = send(callOf({}, at));
  await Promise.all([write, during]);
  expect((await send(callOf({}, at))).json).toMatchObject({ reads: 3, writes: 1 });
});

it.each([
  ["another account's", { limitKey: "other" }],
  ["another key's", { headers: { authorization: "Bearer other" } }],
  ["another incident's", { url: "https://api.example.com/v2/incidents/j" }],
  ["a canary's", { operation: "calendars.list" }],
] as const)("D1 never shares with %s read", async (_whose, other) => {
  const clock = new VirtualClock();
  const vendor = counting(clock);
  const { send } = sharingReads(vendor.transport, clock);
  const at = clock.monotonicMs();
  await Promise.all([send(callOf({}, at)), send(callOf(other, at)), send(callOf(other))]);
  await send(callOf(other));
  expect(vendor.reads()).toBe(4);
});

it("I4 a failure is not kept, and an answer serves for five seconds at most", async () => {
  const clock = new VirtualClock();
  const vendor = counting(clock);
  const { send } = sharingReads(vendor.transport, clock);
  const at = clock.monotonicMs();
  vendor.fail = true;
  await expect(send(callOf({}, at))).rejects.toMatchObject({ code: "HW_VENDOR_TIMEOUT" });
  vendor.fail = false;
  await send(callOf({}, at));
  clock.advance(4_800);
  await send(callOf({}, at));
  expect(vendor.reads()).toBe(2);
  clock.advance(5_001);
  await send(callOf({}, at));
  expect(vendor.reads()).toBe(3);
});
