import { expect, it } from "vitest";
import { benchmarksPage, renewedPage } from "./benchmarks-page.ts";
import type { Figure } from "./figure.ts";

const machine = { processors: 2, processor: "Example CPU", memoryGb: 8, system: "Linux x64", node: "24.0.0", postgres: "18.4" };
const figure: Figure = { name: "a.b", about: "Something", value: 2, unit: "ms", target: { most: 3 }, command: "highwire bench a", how: "Carefully." };

it("says of each figure what it is, what it should be, whether it is, and the command", () => {
  const page = benchmarksPage(
    [figure, { ...figure, about: "Slow", value: 4 }, { ...figure, about: "Untold", value: null }, { ...figure, about: "Free", target: null }],
    machine,
  );
  expect(page.split("\n").filter((line) => line.startsWith("| "))).toEqual([
    "| What | Measured | Target | Met | Command |",
    "| Something | 2 ms | ≤ 3 ms | yes | `highwire bench a` |",
    "| Slow | 4 ms | ≤ 3 ms | **no** | `highwire bench a` |",
    "| Untold | not told | ≤ 3 ms | – | `highwire bench a` |",
    "| Free | 2 ms | – | – | `highwire bench a` |",
  ]);
  expect(page).toContain("2 processors (Example CPU), 8 GB of memory, Linux x64, Node 24.0.0 and the embedded PostgreSQL 18.4");
  expect(page).toContain("- **Something**: Carefully.");
});

it("renews the figures of one bench and leaves the others, but not on a page of another machine", () => {
  const other: Figure = { ...figure, about: "Else", command: "highwire bench b", how: "Slowly." };
  const last: Figure = { ...figure, about: "Last", command: "highwire bench c" };
  const page = benchmarksPage([figure, { ...figure, about: "Gone (at 3)", how: "Once." }, other, last], machine);
  const anew = [
    { ...figure, value: 1, how: "Anew." },
    { ...figure, about: "Gone (at 4)", how: "Twice." },
  ];
  expect(renewedPage(page, anew, machine)).toBe(benchmarksPage([...anew, other, last], machine));
  expect(() => renewedPage(page, anew, { ...machine, processors: 4 })).toThrow("That was already done or changed meanwhile");
});
