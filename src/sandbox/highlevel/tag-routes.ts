import type { SandboxResponse } from "../kit/http-app.ts";
import { gateLocation, refuse } from "./access.ts";
import { defineTags, setTags } from "./contact-edits.ts";
import { withContact } from "./contact-routes.ts";
import { succeeded, type RouteCall } from "./route-call.ts";
import { storedTags } from "./contact-write.ts";
import { atLocation } from "./location-routes.ts";
import { traceId, type HighLevelState, type Tag } from "./state.ts";

type Change = (had: readonly string[], named: readonly string[]) => readonly string[];

const add: Change = (had, named) => [...had, ...named.filter((tag) => !had.includes(tag))];
const subtract: Change = (had, named) => had.filter((tag) => !named.includes(tag));

export function addTags(call: RouteCall): SandboxResponse {
  return changeTags(call, 201, "tagsAdded", add);
}

export function removeTags(call: RouteCall): SandboxResponse {
  return changeTags(call, 200, "tagsRemoved", subtract);
}

function changeTags(call: RouteCall, status: number, word: string, next: Change): SandboxResponse {
  const { tags } = call.body;
  if (!isTexts(tags)) return refuse(422, ["tags must be an array", "each value in tags must be a string"]);
  const named = storedTags(tags);
  return withContact(call, (contact) => {
    const before = contact.tags;
    const wanted = next(before, named);
    if (wanted.length !== before.length) setTags(call.state, contact, wanted, call.token);
    const changed = named.filter((tag) => before.includes(tag) !== contact.tags.includes(tag));
    return { status, body: { tags: contact.tags, [word]: changed, traceId: traceId(call.state) } };
  });
}

/** `POST /contacts/bulk/tags/update/{type}`: contacts that are missing or elsewhere are counted, the others change. */
export function bulkTags(call: RouteCall): SandboxResponse {
  const { state, body, token, params } = call;
  const [type] = params;
  if (type !== "add" && type !== "remove") return refuse(400, "type must be add or remove");
  const { contacts, tags, locationId, removeAllTags } = body;
  if (!isTexts(contacts) || !isTexts(tags) || typeof locationId !== "string")
    return refuse(422, ["contacts must be an array", "tags must be an array", "locationId must be a string"]);
  const wrong = gateLocation(state, token, locationId);
  if (wrong !== null) return wrong;
  const next: Change = type === "add" ? add : removeAllTags === true ? () => [] : subtract;
  const named = storedTags(tags);
  const responses = contacts.map((id) => {
    const contact = state.contacts.get(id);
    if (contact?.locationId !== locationId) return { contactId: id, message: "contact does not belong to location", type: "error" };
    const oldTags = contact.tags;
    const wanted = next(oldTags, named);
    if (wanted.length !== oldTags.length) setTags(state, contact, wanted, token);
    const [tagsAdded, tagsRemoved] = [subtract(contact.tags, oldTags), subtract(oldTags, contact.tags)];
    return { contactId: id, message: "Tags updated", type: "success", oldTags, tagsAdded, tagsRemoved };
  });
  return { status: 201, body: { ...succeeded(call), errorCount: responses.filter(({ type: kind }) => kind === "error").length, responses } };
}

export function listTags(call: RouteCall): SandboxResponse {
  return atLocation(call, (locationId) => ({
    status: 200,
    body: { tags: [...call.state.tags.values()].filter((tag) => tag.locationId === locationId) },
  }));
}

export function createTag(call: RouteCall): SandboxResponse {
  return atLocation(call, (locationId) => {
    const [name] = storedTags([call.body["name"] ?? ""]);
    if (name === undefined) return refuse(422, ["name should not be empty"]);
    if (call.state.tags.has(`${locationId}:${name}`)) return refuse(400, "The tag name is already exist.");
    defineTags(call.state, locationId, [name]);
    return { status: 200, body: { tag: call.state.tags.get(`${locationId}:${name}`) } };
  });
}

export function readTag(call: RouteCall): SandboxResponse {
  return withTag(call, (tag) => ({ status: 200, body: { tag } }));
}

export function updateTag(call: RouteCall): SandboxResponse {
  return withTag(call, (tag) => {
    const [name] = storedTags([call.body["name"] ?? ""]);
    if (name === undefined) return refuse(422, ["name should not be empty"]);
    const renamed = { ...tag, name };
    call.state.tags.delete(`${tag.locationId}:${tag.name}`);
    call.state.tags.set(`${tag.locationId}:${name}`, renamed);
    return { status: 200, body: { tag: renamed } };
  });
}

/** The definition goes; contacts keep their tags. */
export function deleteTag(call: RouteCall): SandboxResponse {
  return withTag(call, (tag) => {
    call.state.tags.delete(`${tag.locationId}:${tag.name}`);
    return { status: 200, body: succeeded(call) };
  });
}

function withTag(call: RouteCall, work: (tag: Tag) => SandboxResponse): SandboxResponse {
  return atLocation(call, (locationId) => {
    const tag = tagById(call.state, locationId, call.params[1] ?? "");
    return tag === undefined ? refuse(400, "Tag not found") : work(tag);
  });
}

const tagById = (state: HighLevelState, locationId: string, id: string): Tag | undefined =>
  [...state.tags.values()].find((tag) => tag.locationId === locationId && tag.id === id);

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === "string");
