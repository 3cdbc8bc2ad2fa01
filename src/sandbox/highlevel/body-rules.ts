import type { SandboxResponse } from "../kit/http-app.ts";
import { checkShape, email, nullable, optional, text, texts, trueOrFalse, type Rule, type Shape } from "./body-shape.ts";
import type { Body } from "./contact-write.ts";

export type ContactWrite = "create" | "upsert" | "update";

const customFields: Rule = (key, value) => {
  if (!Array.isArray(value)) return [`${key} must be an array`];
  return value.every((item) => isObject(item) && (typeof item["id"] === "string" || typeof item["key"] === "string"))
    ? []
    : [`each value in ${key} must have an id or a key`];
};
const date: Rule = (key, value) => (typeof value === "string" || isObject(value) ? [] : [`${key} must be a date`]);
const channels =
  (statuses: ReadonlySet<unknown>): Rule =>
  (key, value) => {
    if (!isObject(value)) return [`${key} must be an object`];
    return Object.entries(value)
      .filter(([, channel]) => !isObject(channel) || !statuses.has(channel["status"]))
      .map(([channel]) => `${key}.${channel}.status must be a valid enum value`);
  };

const common: Shape = {
  firstName: nullable(text),
  lastName: nullable(text),
  name: nullable(text),
  email: nullable(email),
  phone: nullable(text),
  address1: nullable(text),
  city: nullable(text),
  state: nullable(text),
  postalCode: optional(text),
  website: nullable(text),
  timezone: nullable(text),
  dnd: optional(trueOrFalse),
  dndSettings: optional(channels(new Set(["active", "inactive", "permanent"]))),
  inboundDndSettings: optional(channels(new Set(["active", "inactive"]))),
  tags: optional(texts),
  customFields: optional(customFields),
  dateOfBirth: nullable(date),
  country: optional(text),
};
const create: Shape = {
  ...common,
  source: optional(text),
  assignedTo: optional(text),
  // Checked on its own, after the others.
  locationId: optional(text),
  gender: optional(text),
  companyName: nullable(text),
};
const shapes: Readonly<Record<ContactWrite, Shape>> = {
  create,
  upsert: { ...create, createNewIfDuplicateAllowed: optional(trueOrFalse) },
  update: { ...common, source: nullable(text), assignedTo: nullable(text) },
};

/** The 422 for a body that breaks the operation's rules, each broken rule a sentence; null for a sound one. */
export const checkContactBody = (body: Body, write: ContactWrite): SandboxResponse | null => checkShape(body, shapes[write]);

/** The answer to a body that holds nothing to know a person by. Recorded: HTTP 400 whose body says 422. */
export function checkIdentity(body: Body): SandboxResponse | null {
  const told = ["email", "phone", "firstName", "lastName", "name"].some((key) => typeof body[key] === "string" && body[key].trim() !== "");
  return told
    ? null
    : { status: 400, body: { statusCode: 422, message: ["Contact must have an email, a phone or a name"], error: "Unprocessable Entity" } };
}

const isObject = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);
