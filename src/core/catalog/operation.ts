/** Whose an entry of the catalog is; `highwire` are our own. */
export const catalogVendors = ["highlevel", "incident", "highwire"] as const;
export type CatalogVendor = (typeof catalogVendors)[number];

/** What an operation does to what is at the vendor. */
export type OperationEffect = "read" | "write" | "delete";

/**
 * How far an entry has been proven. `tested`: run against the sandbox, request and answer checked against the vendor's document. `validated`: its
 * requests are checked against the vendor's document before they leave. `documented`: known from the vendor's document alone.
 */
export const badges = ["tested", "validated", "documented"] as const;
export type Badge = (typeof badges)[number];

/**
 * What an operation is given: values by place and name. HighLevel's `locationId` may be left out wherever the connection says it, and so may
 * an idempotency key that the vendor's document asks for.
 */
export interface OperationInput {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** The part of JSON Schema that the catalog uses; `$ref` never occurs. */
export interface JsonSchema {
  readonly type?: "string" | "number" | "integer" | "boolean" | "object" | "array" | "null" | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly anyOf?: readonly JsonSchema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly additionalProperties?: boolean | JsonSchema;
}

/** One line of the catalog: enough to find an entry, not to run it. */
export interface CatalogItem {
  /** `highlevel.contacts.get-contact`, `incident.event.public_incident.incident_created_v2`; never reused. */
  readonly id: string;
  readonly vendor: CatalogVendor;
  readonly kind: "action" | "trigger";
  /** What it is about, as people say it: `Contacts`, `Follow-ups`. */
  readonly object: string;
  readonly title: string;
  /** One sentence of ours; null where nobody has written one. */
  readonly sentence: string | null;
  /** Null for triggers. */
  readonly effect: OperationEffect | null;
  readonly scopes: readonly string[];
  readonly badge: Badge;
  readonly curated: boolean;
}

/** Where the values stand that a field takes: an operation whose answer lists them. */
export interface FieldPicker {
  readonly operationId: string;
  /** What that operation is given. */
  readonly input: OperationInput;
  /** Where the list is in its answer: `calendars`. */
  readonly list: string;
  /** The value to take of each, and what people read. */
  readonly value: string;
  readonly label: string;
  /** What tells apart those who are called the same, shown behind the label; left out: nothing does. */
  readonly beside?: string;
  /** Where that operation takes words to look for, and the most characters of them; left out: we look through what it lists. */
  readonly words?: { readonly place: "query" | "body"; readonly field: string; readonly most: number };
  /** Rows asked of each page, and the most pages looked through; left out: one answer has all that is asked for. */
  readonly pages?: { readonly size: number; readonly most: number };
  /** Only those of the list whose field has this value; left out: all. */
  readonly only?: { readonly field: string; readonly is: string };
}

export interface FieldGroup {
  readonly title: string;
  /** Fields by place: `path.contactId`, `body.title`. */
  readonly fields: readonly string[];
}

/** An action as people and the engine see it. */
export interface Operation extends CatalogItem {
  readonly kind: "action";
  readonly effect: OperationEffect;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Template: `{name}` is a path parameter. */
  readonly path: string;
  /** Schema of the whole `OperationInput`. */
  readonly input: JsonSchema;
  /** Schema of the answer; null where the document shows none. */
  readonly output: JsonSchema | null;
  readonly groups: readonly FieldGroup[];
  /** By field: `body.calendarId`. */
  readonly pickers: Readonly<Record<string, FieldPicker>>;
  /** Names in angle brackets stand for what is made when the example is tried: `<contact>`, and `<new>` for text that nothing else has. */
  readonly example: OperationInput | null;
  /** What one run takes of the vendor's limits, and what the documents say of that. */
  readonly cost: string;
  /** What doing it twice means, in plain words. */
  readonly repeat: string;
  /** Safe to send again after a lost answer: a read, or a write whose repeat changes nothing. */
  readonly repeatable: boolean;
  /** Why it is shown and not run; null for those that are run. */
  readonly notRunnable: string | null;
}

/** A trigger as people and the engine see it. */
export interface Trigger extends CatalogItem {
  readonly kind: "trigger";
  readonly effect: null;
  /** The value by which the vendor names the event; null for schedule, manual and the like. */
  readonly event: string | null;
  /** Schema of what a run begins with. */
  readonly output: JsonSchema;
}
