/** Where a definition cannot be used, and why. */
export interface Problem {
  /** Place in the definition: `steps[2].input.body`. Empty: the whole. */
  readonly at: string;
  readonly code: ProblemCode;
  /** What the sentence names: what was found, what is allowed. */
  readonly about?: string;
}

const sentences = {
  "not-an-object": "must be a group of named values",
  "not-a-list": "must be a list",
  "not-a-text": "must be a text",
  "not-a-number": "must be a whole number",
  "not-json": "is not a value that JSON can hold",
  missing: "is missing",
  empty: "may not be empty",
  unknown: "is not known here",
  "not-one-of": "must be one of",
  "too-small": "must be at least",
  "too-large": "may be at most",
  "too-long": "is too long; characters at most:",
  "too-heavy": "is too large; bytes at most:",
  "too-many": "has too many; at most:",
  "too-deep": "goes too deep; levels at most:",
  "bad-id": "must be 1 to 40 small letters, digits and dashes, beginning with a letter",
  "repeated-id": "is the id of an earlier step too",
  "unknown-step": "picks from a step that does not come before it:",
  "unknown-root": "must begin with trigger, steps, run, item or event; found",
  "no-item": "speaks of an item outside a for-each",
  "no-event": "speaks of an event outside a wait",
  "no-text-here": "may pick values but not write text here",
  "bad-template": "is not a text template that can be read:",
  "bad-schedule": "is not a schedule that can be read:",
  "bad-zone": "is not a time zone that is known:",
  "unknown-operation": "is not an operation of the catalog:",
  "unknown-connection": "is not a connection here, and not the only one of its vendor:",
  "unknown-address": "is not an address that this workflow may send to:",
  "unknown-workflow": "is not a workflow here:",
  "calls-itself": "would run this same workflow",
  unset: "has no value yet",
} as const;
export type ProblemCode = keyof typeof sentences;

/** The problem in words that go on after its place. */
export const sayProblem = ({ code, about }: Problem): string => `${sentences[code]}${about === undefined ? "" : ` ${about}`}`;

/** The problem in words, with its place. */
export const tellProblem = (problem: Problem): string => `${problem.at === "" ? "The workflow" : problem.at} ${sayProblem(problem)}.`;
