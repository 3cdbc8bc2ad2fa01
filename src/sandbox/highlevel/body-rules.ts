import type { SandboxResponse } from "../kit/http-app.ts";
import { refuse } from "./access.ts";
import type { Body } from "./contact-write.ts";

export type ContactWrite = "create" | "upsert" | "update";
type Kind = "text" | "boolean" | "texts" | "objects" | "dnd" | "date";

/** Properties of a contact write with their kinds; anything else is refused by name (facts, section 6). */
const common: Readonly<Record<string, Kind>> = {
  firstName: "text",
  lastName: "text",
  name: "text",
  email: "text",
  phone: "text",
  address1: "text",
  city: "text",
  state: "text",
  postalCode: "text",
  website: "text",
  timezone: "text",
  dnd: "boolean",
  dndSettings: "dnd",
  inboundDndSettings: "dnd",
  tags: "texts",
  customFields: "objects",
  source: "text",
  dateOfBirth: "date",
  country: "text",
  assignedTo: "text",
};
const kinds: Readonly<Record<ContactWrite, Readonly<Record<string, Kind>>>> = {
  create: { ...common, locationId: "text", gender: "text", companyName: "text" },
  upsert: { ...common, locationId: "text", gender: "text", companyName: "text", createNewIfDuplicateAllowed: "boolean" },
  update: common,
};
const nullableAlways = [
  "firstName",
  "lastName",
  "name",
  "email",
  "phone",
  "address1",
  "city",
  "state",
  "website",
  "timezone",
  "dateOfBirth",
] as const;
const nullable: Readonly<Record<ContactWrite, ReadonlySet<string>>> = {
  create: new Set([...nullableAlways, "companyName"]),
  upsert: new Set([...nullableAlways, "companyName"]),
  update: new Set([...nullableAlways, "source", "assignedTo"]),
};
const dndStatuses: Readonly<Record<string, ReadonlySet<unknown>>> = {
  dndSettings: new Set(["active", "inactive", "permanent"]),
  inboundDndSettings: new Set(["active", "inactive"]),
};

/** The 422 for a body that breaks the operation's rules, each broken rule a sentence; null for a sound one. */
export function checkContactBody(body: Body, write: ContactWrite): SandboxResponse | null {
  const messages = Object.entries(body).flatMap(([key, value]) => {
    const kind = kinds[write][key];
    if (kind === undefined || !Object.hasOwn(kinds[write], key)) return [`property ${key} should not exist`];
    return value === null && nullable[write].has(key) ? [] : problemsOf(key, kind, value);
  });
  return messages.length > 0 ? refuse(422, messages) : null;
}

/** The answer to a body that holds nothing to know a person by. Recorded: HTTP 400 whose body says 422. */
export function checkIdentity(body: Body): SandboxResponse | null {
  const told = ["email", "phone", "firstName", "lastName", "name"].some((key) => typeof body[key] === "string" && body[key].trim() !== "");
  return told
    ? null
    : { status: 400, body: { statusCode: 422, message: ["Contact must have an email, a phone or a name"], error: "Unprocessable Entity" } };
}

function problemsOf(key: string, kind: Kind, value: unknown): readonly string[] {
  switch (kind) {
    case "text":
      if (typeof value !== "string") return [`${key} must be a string`];
      return key === "email" && value.trim() !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(value.trim()) ? ["email must be an email"] : [];
    case "boolean":
      return typeof value === "boolean" ? [] : [`${key} must be a boolean value`];
    case "texts":
      if (!Array.isArray(value)) return [`${key} must be an array`];
      return value.every((item) => typeof item === "string") ? [] : [`each value in ${key} must be a string`];
    case "objects":
      if (!Array.isArray(value)) return [`${key} must be an array`];
      return value.every((item) => isObject(item) && (typeof item["id"] === "string" || typeof item["key"] === "string"))
        ? []
        : [`each value in ${key} must have an id or a key`];
    case "date":
      return typeof value === "string" || isObject(value) ? [] : [`${key} must be a date`];
    case "dnd":
      if (!isObject(value)) return [`${key} must be an object`];
      return Object.entries(value)
        .filter(([, channel]) => !isObject(channel) || !dndStatuses[key]?.has(channel["status"]))
        .map(([channel]) => `${key}.${channel}.status must be a valid enum value`);
  }
}

const isObject = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);
