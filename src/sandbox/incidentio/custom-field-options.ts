import type { SandboxResponse } from "../kit/http-app.ts";
import { refuseBody, textOf, type Body, type BodyRules } from "./body-rules.ts";
import { optionShape, replaceCustomField } from "./custom-fields.ts";
import { problem } from "./envelope.ts";
import type { CustomField } from "./organisation.ts";
import { pageOf, readPage } from "./pages.ts";
import type { RouteCall, RouteRow } from "./route-call.ts";
import type { IncidentState } from "./state.ts";

type Option = CustomField["options"][number];
const MAX_PAGE = 250;
const DEFAULT_SORT_KEY = 1_000;
const rules: BodyRules = { value: { kind: "text", required: true }, sort_key: { kind: "integer" } };

export const optionRoutes: readonly RouteRow[] = [
  ["GET", "/v1/custom_field_options", list],
  ["POST", "/v1/custom_field_options", create],
  ["GET", "/v1/custom_field_options/{id}", (call) => withOption(call, (field, option) => answered(field, option, 200))],
  ["PUT", "/v1/custom_field_options/{id}", update],
  ["DELETE", "/v1/custom_field_options/{id}", remove],
];

/** By sort key. */
function list({ state, request }: RouteCall): SandboxResponse {
  const id = request.query.get("custom_field_id");
  if (id === null) return problem(422, "is_required", "A custom field is required", "custom_field_id");
  const asked = readPage(request.query, { max: MAX_PAGE });
  if ("status" in asked) return asked;
  const field = selectNamed(state, id);
  if ("status" in field) return field;
  const page = pageOf(
    field.options.toSorted((one, other) => one.sortKey - other.sortKey),
    asked,
    state.quirks.endByEmptyPage,
  );
  if ("status" in page) return page;
  return { status: 200, body: { custom_field_options: page.rows.map((option) => optionShape(field, option)), pagination_meta: page.meta } };
}

function create({ state, body }: RouteCall): SandboxResponse {
  const bad = refuseBody(body, { ...rules, custom_field_id: { kind: "text", required: true } });
  if (bad !== null) return bad;
  const field = selectNamed(state, textOf(body, "custom_field_id") ?? "");
  if ("status" in field) return field;
  const option: Option = { id: state.stamps.id(), value: textOf(body, "value") ?? "", sortKey: sortKeyIn(body) ?? DEFAULT_SORT_KEY };
  const refused = refuseValue(field, option);
  if (refused !== null) return refused;
  replaceCustomField(state, { ...field, options: [...field.options, option] });
  return answered(field, option, 201);
}

function update(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  return withOption(call, (field, option) => {
    const changed: Option = { ...option, value: textOf(body, "value") ?? "", sortKey: sortKeyIn(body) ?? option.sortKey };
    const bad = refuseBody(body, { ...rules, sort_key: { kind: "integer", required: true } }) ?? refuseValue(field, changed);
    if (bad !== null) return bad;
    replaceCustomField(state, { ...field, options: field.options.map((known) => (known.id === option.id ? changed : known)) });
    return answered(field, changed, 200);
  });
}

/** It vanishes from every incident, without an event. */
function remove(call: RouteCall): SandboxResponse {
  return withOption(call, (field, option) => {
    replaceCustomField(call.state, { ...field, options: field.options.filter((known) => known.id !== option.id) });
    return { status: 204 };
  });
}

/** Published: unique, without white space at its ends, tabs and line breaks. */
function refuseValue(field: CustomField, { id, value }: Option): SandboxResponse | null {
  if (value !== value.trim() || /[\t\n]/u.test(value)) return problem(422, "invalid_value", "The value has white space where none may be", "value");
  const isTaken = field.options.some((known) => known.value === value && known.id !== id);
  return isTaken ? problem(422, "already_exists", "The value is taken", "value") : null;
}

/** A select with options of its own: values of one that comes from the catalog are its entries. */
function selectNamed({ organisation }: IncidentState, id: string): CustomField | SandboxResponse {
  const field = organisation.customFields.find((known) => known.id === id);
  if (field === undefined) return problem(404, "not_found", "There is no such custom field");
  const hasOptions = field.fieldType.endsWith("select") && field.catalogTypeId === null;
  return hasOptions ? field : problem(422, "invalid_value", "The field has no options of its own", "custom_field_id");
}

function withOption({ state, params }: RouteCall, work: (field: CustomField, option: Option) => SandboxResponse): SandboxResponse {
  for (const field of state.organisation.customFields) {
    const option = field.options.find(({ id }) => id === params[0]);
    if (option !== undefined) return work(field, option);
  }
  return problem(404, "not_found", "There is no such option");
}

const sortKeyIn = (body: Body): number | undefined => (typeof body["sort_key"] === "number" ? body["sort_key"] : undefined);
const answered = (field: CustomField, option: Option, status: number): SandboxResponse => ({
  status,
  body: { custom_field_option: optionShape(field, option) },
});
