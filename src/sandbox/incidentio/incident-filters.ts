import type { SandboxResponse } from "../kit/http-app.ts";
import { problem } from "./envelope.ts";
import { statusOf } from "./incident-shape.ts";
import type { Incident } from "./incident-store.ts";
import type { IncidentState } from "./state.ts";

type Test = (incident: Incident) => boolean;

interface Filter {
  readonly name: string;
  /** Of a custom field or role: its id. */
  readonly target: string | null;
  readonly operator: string;
  readonly values: readonly string[];
}

const plain: ReadonlySet<string> = new Set(["page_size", "after", "sort_by", "filter_mode"]);
const defaultModes: readonly string[] = ["standard", "retrospective"];

/** Reads the deep-object filters of the incident list. An unknown filter or operator: 422. */
export function readFilters(state: IncidentState, query: URLSearchParams): { readonly matches: Test } | SandboxResponse {
  const filters: Filter[] = [];
  for (const key of new Set(query.keys())) {
    if (plain.has(key)) continue;
    const [, name, first, second] = /^([a-z_]+)\[([^\]]+)\](?:\[([^\]]+)\])?$/u.exec(key) ?? [];
    if (name === undefined || first === undefined) return problem(422, "invalid_value", "No such filter", key);
    filters.push({ name, target: second === undefined ? null : first, operator: second ?? first, values: query.getAll(key) });
  }
  const tests: Test[] = [];
  for (const filter of filters) {
    const test = testOf(state, filter);
    if (test === null) return problem(422, "invalid_value", "The filter does not know this operator", filter.name);
    if (filter.name !== "mode") tests.push(test);
  }
  // The mode always narrows: with filter_mode=any it would otherwise let everything else in.
  const modes = filters.find(({ name }) => name === "mode")?.values ?? defaultModes;
  const combined: Test = (incident) =>
    query.get("filter_mode") === "any" && tests.length > 0 ? tests.some((test) => test(incident)) : tests.every((test) => test(incident));
  return { matches: (incident) => modes.includes(incident.mode) && combined(incident) };
}

function testOf(state: IncidentState, filter: Filter): Test | null {
  switch (filter.name) {
    case "status":
      return inList(filter, (incident) => [incident.statusId]);
    case "status_category":
      return inList(filter, (incident) => [statusOf(state, incident).category]);
    case "incident_type":
      return inList(filter, (incident) => [incident.typeId]);
    case "mode":
      return filter.operator === "one_of" ? () => true : null;
    case "severity":
      return inList(filter, (incident) => [incident.severityId ?? ""]) ?? bySeverity(state, filter);
    case "created_at":
      return byTime(filter, (incident) => Date.parse(incident.createdAt));
    case "updated_at":
      return byTime(filter, (incident) => Date.parse(incident.updatedAt));
    case "custom_field":
      return (
        inList(filter, (incident) => incident.values[filter.target ?? ""] ?? []) ??
        isBlank(filter, (incident) => (incident.values[filter.target ?? ""] ?? []).length === 0)
      );
    case "incident_role":
      return (
        inList(filter, (incident) => [incident.assigned[filter.target ?? ""] ?? ""]) ??
        isBlank(filter, (incident) => incident.assigned[filter.target ?? ""] === undefined)
      );
    default:
      return null;
  }
}

function inList({ operator, values }: Filter, of: (incident: Incident) => readonly string[]): Test | null {
  const isIn: Test = (incident) => of(incident).some((value) => values.includes(value));
  return operator === "one_of" ? isIn : operator === "not_in" ? (incident) => !isIn(incident) : null;
}

function isBlank({ operator, values }: Filter, blank: Test): Test | null {
  return operator === "is_blank" ? (incident) => blank(incident) === (values[0] === "true") : null;
}

function bySeverity(state: IncidentState, { operator, values }: Filter): Test | null {
  const rankOf = (id: string | null | undefined): number => state.organisation.severities.find((severity) => severity.id === id)?.rank ?? Number.NaN;
  if (operator === "gte") return (incident) => rankOf(incident.severityId) >= rankOf(values[0]);
  return operator === "lte" ? (incident) => rankOf(incident.severityId) <= rankOf(values[0]) : null;
}

function byTime({ operator, values: [value = ""] }: Filter, of: (incident: Incident) => number): Test | null {
  const [from = "", to = ""] =
    operator === "gte" ? [value] : operator === "lte" ? ["", value] : operator === "date_range" ? value.split("~") : ["never", "never"];
  const [start, end] = [from === "" ? Number.NEGATIVE_INFINITY : Date.parse(from), to === "" ? Number.POSITIVE_INFINITY : endOf(to)];
  return Number.isNaN(start) || Number.isNaN(end) ? null : (incident) => of(incident) >= start && of(incident) <= end;
}

/** A date without a time means the whole day. */
const endOf = (text: string): number => (/^\d{4}-\d{2}-\d{2}$/u.test(text) ? Date.parse(text) + 86_399_999 : Date.parse(text));
