import type { SandboxResponse } from "../kit/http-app.ts";
import { byTime, inList, readDeepFilters, testsOf, type DeepFilter, type Test, type ToTest } from "./deep-filters.ts";
import { statusOf } from "./incident-shape.ts";
import type { Incident } from "./incident-store.ts";
import type { IncidentState } from "./state.ts";

const plain: ReadonlySet<string> = new Set(["page_size", "after", "sort_by", "filter_mode"]);
const defaultModes: readonly string[] = ["standard", "retrospective"];

/** Reads the deep-object filters of the incident list. An unknown filter or operator: 422. */
export function readFilters(state: IncidentState, query: URLSearchParams): { readonly matches: Test<Incident> } | SandboxResponse {
  const filters = readDeepFilters(query, plain);
  if ("status" in filters) return filters;
  // The mode always narrows: with filter_mode=any it would otherwise let everything else in.
  const mode = filters.find(({ name }) => name === "mode");
  const modeTests = testsOf(mode === undefined ? [] : [mode], { mode: (filter) => (filter.operator === "one_of" ? () => true : null) });
  if ("status" in modeTests) return modeTests;
  const tests = testsOf(
    filters.filter((filter) => filter !== mode),
    knownFilters(state),
  );
  if ("status" in tests) return tests;
  const modes = mode?.values ?? defaultModes;
  const combined: Test<Incident> = (incident) =>
    query.get("filter_mode") === "any" && tests.length > 0 ? tests.some((test) => test(incident)) : tests.every((test) => test(incident));
  return { matches: (incident) => modes.includes(incident.mode) && combined(incident) };
}

function knownFilters(state: IncidentState): Readonly<Record<string, ToTest<Incident>>> {
  return {
    status: (filter) => inList(filter, (incident) => [incident.statusId]),
    status_category: (filter) => inList(filter, (incident) => [statusOf(state, incident).category]),
    incident_type: (filter) => inList(filter, (incident) => [incident.typeId]),
    severity: (filter) => inList<Incident>(filter, (incident) => [incident.severityId ?? ""]) ?? bySeverity(state, filter),
    created_at: (filter) => byTime(filter, (incident) => incident.createdAt),
    updated_at: (filter) => byTime(filter, (incident) => incident.updatedAt),
    custom_field: (filter) => listOrBlank(filter, (incident) => incident.values[filter.target ?? ""] ?? []),
    incident_role: (filter) =>
      listOrBlank(filter, (incident) => {
        const user = incident.assigned[filter.target ?? ""];
        return user === undefined ? [] : [user];
      }),
  };
}

function listOrBlank(filter: DeepFilter, of: (incident: Incident) => readonly string[]): Test<Incident> | null {
  if (filter.operator === "is_blank") return (incident) => (of(incident).length === 0) === (filter.values[0] === "true");
  return inList(filter, of);
}

function bySeverity(state: IncidentState, { operator, values }: DeepFilter): Test<Incident> | null {
  const rankOf = (id: string | null | undefined): number => state.organisation.severities.find((severity) => severity.id === id)?.rank ?? Number.NaN;
  if (operator === "gte") return (incident) => rankOf(incident.severityId) >= rankOf(values[0]);
  return operator === "lte" ? (incident) => rankOf(incident.severityId) <= rankOf(values[0]) : null;
}
