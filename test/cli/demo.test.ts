import { afterEach, describe, expect, it } from "vitest";
import { openDouble, testSettings, type OpenDouble } from "./support/open-double.ts";
import { demoHeld, runDemo } from "#main/demo/run-demo.ts";

let opened: OpenDouble | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

describe("the demo over the engine", () => {
  it("S1 W1 both sides end equal although events were lost, repeated and overtaken", { timeout: 60_000 }, async () => {
    opened = await openDouble({ contacts: 40, seed: 3, settings: testSettings({ HIGHWIRE_SWEEP_INCIDENT: "1s", HIGHWIRE_SWEEP_HIGHLEVEL: "1s" }) });
    const result = await runDemo({
      session: opened.session,
      sandboxes: opened.sandboxes,
      bridge: opened.bridge,
      edits: 60,
      seed: 3,
      lateMs: 2_000,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    expect(result).toMatchObject({ edits: 60, unequal_fields: 0, duplicates: 0, unpaired: 0, writes_after_quiet: 0 });
    expect(result.linked).toBeGreaterThanOrEqual(40);
    expect(demoHeld(result)).toBe(true);
  });

  it("says that a promise was broken when one count is off", () => {
    const good = {
      linked: 1,
      edits: 1,
      conflicts_open: 0,
      unequal_fields: 0,
      unequal: [],
      duplicates: 0,
      unpaired: 0,
      writes_after_quiet: 0,
      limit_violations: 0,
      calls: 1,
      calls_per_change: 1,
      webhooks: { sent: 0, dropped: 0, duplicated: 0 },
      clock_speed: 1,
      seconds: 1,
    };
    expect(demoHeld(good)).toBe(true);
    expect(demoHeld({ ...good, conflicts_open: 3 })).toBe(true);
    for (const broken of [
      { unequal_fields: 1 },
      { duplicates: 1 },
      { unpaired: 1 },
      { writes_after_quiet: 1 },
      { limit_violations: 1 },
      { linked: 0 },
    ])
      expect(demoHeld({ ...good, ...broken })).toBe(false);
  });
});
