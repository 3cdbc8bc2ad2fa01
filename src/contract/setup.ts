import { recipeIds } from "#core/recipes.ts";
import { z } from "zod";
import { historyChoice } from "./field-rules.ts";

/** The steps of the guided set-up, in their order. */
export const setupSteps = ["goals", "highlevel", "incident", "events", "match", "test", "plan", "live"] as const;
export type SetupStep = (typeof setupSteps)[number];

const step = z.enum(setupSteps);

/** How far people have come with the set-up and what they chose; no secrets. It is kept here, so that any browser goes on where another stopped. */
export const setupState = z.object({
  /** False until somebody has chosen to connect accounts of their own. */
  begun: z.boolean(),
  step,
  recipes: z.array(z.enum(recipeIds)),
  /** Address of a page of the sub-account, as it was pasted. */
  address: z.string().max(2_000),
  /** Whose value holds where a field differs when two records are first linked (M4). */
  firstLink: z.enum(["ask", "highlevel", "incident", "newest"]),
  /** Which records that were there before get a counterpart (I6). */
  history: historyChoice,
  /** The plan of the test run and of the first full run. */
  planId: z.string().max(80).nullable(),
  /** Place in that plan of the record that was tried. */
  tried: z.number().int().min(0).nullable(),
  /** Of each other part of a flow that was tried: its plan, and the place in it of the record. */
  tests: z.array(z.object({ bridgeId: z.string().max(80), planId: z.string().max(80), tried: z.number().int().min(0).nullable() })).max(60),
  /** Steps that were put off. */
  later: z.array(step),
  /** Epoch milliseconds. */
  finishedAt: z.number().nullable(),
});
export type SetupState = z.infer<typeof setupState>;

/** What is left out stays as it is. */
export const setupChange = setupState.partial().strict();
export type SetupChange = z.infer<typeof setupChange>;

export const firstSetup: SetupState = {
  begun: false,
  step: "goals",
  recipes: ["contacts"],
  address: "",
  firstLink: "ask",
  history: 90,
  planId: null,
  tried: null,
  tests: [],
  later: [],
  finishedAt: null,
};
