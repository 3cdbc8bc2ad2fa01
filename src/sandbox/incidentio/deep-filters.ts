import type { SandboxResponse } from "../kit/http-app.ts";
import { problem } from "./envelope.ts";

/** One filter of a list: `status[one_of]=A&status[one_of]=B`, `custom_field[ID][one_of]=X`. */
export interface DeepFilter {
  readonly name: string;
  /** The middle part, where there is one. */
  readonly target: string | null;
  readonly operator: string;
  readonly values: readonly string[];
}

export type Test<Row> = (row: Row) => boolean;

/** Reads the filters with brackets; `plain` are the parameters without. Anything else: 422. */
export function readDeepFilters(query: URLSearchParams, plain: ReadonlySet<string>): readonly DeepFilter[] | SandboxResponse {
  const filters: DeepFilter[] = [];
  for (const key of new Set(query.keys())) {
    if (plain.has(key)) continue;
    const [, name, first, second] = /^([a-z_]+)\[([^\]]+)\](?:\[([^\]]+)\])?$/u.exec(key) ?? [];
    if (name === undefined || first === undefined) return problem(422, "invalid_value", "No such filter", key);
    filters.push({ name, target: second === undefined ? null : first, operator: second ?? first, values: query.getAll(key) });
  }
  return filters;
}

/** Null for an operator that the filter does not know. */
export type ToTest<Row> = (filter: DeepFilter) => Test<Row> | null;

/** All filters as tests, by the reading that each name has. An unknown name or operator: 422. */
export function testsOf<Row>(filters: readonly DeepFilter[], known: Readonly<Record<string, ToTest<Row>>>): readonly Test<Row>[] | SandboxResponse {
  const tests: Test<Row>[] = [];
  for (const filter of filters) {
    const test = Object.hasOwn(known, filter.name) ? known[filter.name]?.(filter) : null;
    if (test === null || test === undefined) return problem(422, "invalid_value", "The filter does not know this operator", filter.name);
    tests.push(test);
  }
  return tests;
}

/** `one_of` and `not_in` over the values that a row has. */
export function inList<Row>({ operator, values }: DeepFilter, of: (row: Row) => readonly string[]): Test<Row> | null {
  const isIn: Test<Row> = (row) => of(row).some((value) => values.includes(value));
  return operator === "one_of" ? isIn : operator === "not_in" ? (row) => !isIn(row) : null;
}

/** `gte`, `lte` and `date_range` (`from~to`) over a moment of the row; both ends belong to it. */
export function byTime<Row>({ operator, values: [value = ""] }: DeepFilter, of: (row: Row) => string): Test<Row> | null {
  const [from = "", to = ""] =
    operator === "gte" ? [value] : operator === "lte" ? ["", value] : operator === "date_range" ? value.split("~") : ["never", "never"];
  const [start, end] = [from === "" ? Number.NEGATIVE_INFINITY : Date.parse(from), to === "" ? Number.POSITIVE_INFINITY : endOf(to)];
  if (Number.isNaN(start) || Number.isNaN(end)) return null;
  return (row) => Date.parse(of(row)) >= start && Date.parse(of(row)) <= end;
}

/** A date without a time means the whole day. */
const endOf = (text: string): number => (/^\d{4}-\d{2}-\d{2}$/u.test(text) ? Date.parse(text) + 86_399_999 : Date.parse(text));
