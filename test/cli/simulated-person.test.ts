import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Clock } from "#core/ports/clock.ts";
import { RandomEdits } from "#main/random-edits.ts";
import { startSimulatedPerson } from "#main/simulated-person.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { openDouble, silent, type OpenDouble } from "./support/open-double.ts";
import { makeContactType } from "./support/double-incident.ts";

let opened: OpenDouble;
let typeId = "";
beforeAll(async () => {
  opened = await openDouble({ contacts: 10, seed: 2 });
  typeId = await makeContactType(opened.sandboxes.incident, opened.bridge);
});
afterAll(() => opened.close());

describe("random edits", () => {
  it("never make up an e-mail or phone twice, on whichever side", () => {
    opened.sandboxes.highlevel.control.webhooksTo(null);
    const edits = new RandomEdits(opened.sandboxes, new Prng(4), () => typeId);
    const kinds = new Set<string>();
    for (let count = 0; count < 400; count += 1) {
      const done = edits.next({ highlevelEdit: 40, highlevelCreate: 10, incidentCreate: 10, conflict: 5 });
      if (done !== null) kinds.add(`${done.kind} ${done.side}`);
    }
    expect([...kinds].toSorted()).toEqual(["create highlevel", "create incident", "edit highlevel", "edit incident"]);
    for (const key of ["email", "phone"]) {
      const values = opened.sandboxes.highlevel.control
        .contacts()
        .map((contact) => contact[key])
        .filter((value) => value !== undefined);
      expect(new Set(values).size).toBe(values.length);
    }
  });
});

describe("the simulated person", () => {
  it("edits after each pause, makes no more conflicts while several wait, and stops when told", async () => {
    const pauses: number[] = [];
    const before = JSON.stringify(opened.sandboxes.highlevel.control.contacts());
    const clock: Clock = {
      now: () => 0,
      monotonicMs: () => 0,
      sleep: (delayMs, signal) => {
        pauses.push(delayMs);
        return signal?.aborted === true ? Promise.reject(new Error("aborted")) : new Promise((resolve) => void setImmediate(resolve));
      },
    };
    const mixes: number[] = [];
    const prng = new Prng(9);
    const edits = new RandomEdits(opened.sandboxes, prng, () => typeId);
    const next = edits.next.bind(edits);
    edits.next = (mix) => {
      mixes.push(mix.conflict);
      return next(mix);
    };
    let asked = 0;
    const stop = startSimulatedPerson({ edits, prng, clock, log: silent, openConflicts: () => Promise.resolve((asked += 1) > 20 ? 3 : 0) });
    while (asked < 40) await new Promise((resolve) => void setImmediate(resolve));
    await stop();
    const told = asked;
    await new Promise((resolve) => void setTimeout(resolve, 20));
    expect(asked).toBe(told);
    expect(pauses.every((ms) => ms >= 2_000 && ms < 5_000)).toBe(true);
    expect(mixes.slice(0, 20).every((chance) => chance > 0)).toBe(true);
    expect(mixes.slice(20).every((chance) => chance === 0)).toBe(true);
    expect(JSON.stringify(opened.sandboxes.highlevel.control.contacts())).not.toBe(before);
  });
});
