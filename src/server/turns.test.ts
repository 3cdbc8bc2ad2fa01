import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

it("lets one caller through for each turn of the event loop, in order", async () => {
  const turn = createTurns<string>();
  const through: number[] = [];
  for (let index = 0; index < 5; index += 1) void turn("one").then(() => through.push(index));
  for (let turns = 1; turns <= 5; turns += 1) {
    await new Promise(setImmediate);
    expect(through).toEqual(Array.from({ length: turns }, (_unused, index) => index));
  }
});

it("lets a caller of another key through at its next turn, however many of the first one wait", async () => {
  const turn = createTurns<string>();
  const through: string[] = [];
  for (let index = 0; index < 1_000; index += 1) void turn("flood").then(() => through.push("flood"));
  await new Promise(setImmediate);
  await turn("honest");
  through.push("honest");
  expect(through.length).toBeLessThanOrEqual(4);
});

it("comes to rest and starts again", async () => {
  const turn = createTurns<string>();
  await turn("one");
  await new Promise(setImmediate);
  await Promise.all([turn("one"), turn("two")]);
});
