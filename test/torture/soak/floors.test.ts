import { expect, it } from "vitest";
import { shortfalls } from "./floors.ts";

const enough = {
  kills: 100,
  "kills while starting": 2,
  "database restarts": 4,
  "database connections cut": 30,
  "database connections held": 90,
  "vendor connections cut": 20,
  "workers frozen past their lease": 2,
  edits: 300,
  "acknowledged events": 200,
  "vendor writes": 400,
  "writes without a known link": 3,
  "writes of an unknown sender": 2,
  "second installations refused": 1,
  "answers of 429 on a full disk": 12,
};

it("is content with a run in which everything struck and nearly every write was judged", () => {
  expect(shortfalls(enough, {})).toEqual([]);
});

it("S2 takes a run in which no worker outlived its lease for no proof, and neither one whose database never fell", () => {
  expect(shortfalls({ ...enough, "workers frozen past their lease": 0, "database restarts": 0 }, {})).toEqual([
    "too little was tried: 0 database restarts, at least 1 are asked for",
    "too little was tried: 0 workers frozen past their lease, at least 1 are asked for",
  ]);
});

it("X2 takes a count that is not there for nothing, unless the machine cannot run that piece", () => {
  const { "answers of 429 on a full disk": _refused, ...others } = enough;
  expect(shortfalls(others, {})).toHaveLength(1);
  expect(shortfalls(others, { "answers of 429 on a full disk": "only root may mount a disk" })).toEqual([]);
});

it("S2 bounds the writes that are held against no lease", () => {
  expect(shortfalls({ ...enough, "writes without a known link": 21 }, {})).toEqual([
    "too little was judged: 21 writes without a known link of 400, at most 5 % may be",
  ]);
  expect(shortfalls({ ...enough, "writes of an unknown sender": 41 }, {})).toHaveLength(1);
});
