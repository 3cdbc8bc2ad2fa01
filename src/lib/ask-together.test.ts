import { expect, it } from "vitest";
import { askTogether } from "./ask-together.ts";

it("asks once for all who ask meanwhile, and anew for whoever comes later", async () => {
  let asked = 0;
  const ask = askTogether(async () => {
    asked += 1;
    await Promise.resolve();
    return asked;
  });
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect(await ask()).toBe(2);
});

it("shares a failure and does not remember it", async () => {
  let asked = 0;
  const ask = askTogether(async () => {
    asked += 1;
    await Promise.resolve();
    if (asked === 1) throw new RangeError("away");
    return "here";
  });
  const first = await Promise.allSettled([ask(), ask()]);
  expect(first.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await ask()).toBe("here");
});
