import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const attribute = z.looseObject({ id: z.string(), name: z.string(), type: z.string(), array: z.boolean() });
const source = z.looseObject({ id: z.string(), name: z.string(), source_type: z.string(), secret_token: z.string().nullish() });
export type AlertAttributeJson = z.infer<typeof attribute>;
export type AlertSourceJson = z.infer<typeof source>;

const attributes = z.looseObject({ alert_attributes: z.array(attribute) });
const oneAttribute = z.looseObject({ alert_attribute: attribute });
const sources = z.looseObject({ alert_sources: z.array(source) });
const oneSource = z.looseObject({ alert_source: source });

export interface AlertAttributeDraft {
  readonly name: string;
  /** `String` and the like, or `CatalogEntry["<type id>"]`, whose values name entries by id, external id or alias. */
  readonly type: string;
  readonly array: boolean;
}
export interface AlertSourceDraft {
  readonly name: string;
  /** Attributes, each with the part of an event's metadata that fills it. */
  readonly fills: readonly { readonly attribute: Pick<AlertAttributeJson, "id" | "type" | "array">; readonly from: string }[];
  /** Alerts of it are private. */
  readonly isPrivate: boolean;
}

/** Where our alerts come in, and what they can say of contacts. Lists are whole. */
export interface AlertSetupResource {
  attributes(call: CallOptions): Promise<readonly AlertAttributeJson[]>;
  createAttribute(draft: AlertAttributeDraft, call: CallOptions): Promise<AlertAttributeJson>;
  sources(call: CallOptions): Promise<readonly AlertSourceJson[]>;
  /** With the secret that its events must carry. */
  source(id: string, call: CallOptions): Promise<AlertSourceJson>;
  createSource(draft: AlertSourceDraft, call: CallOptions): Promise<AlertSourceJson>;
}

export function alertSetupResource(send: Send): AlertSetupResource {
  return {
    attributes: async (call) => (await send("alert-attributes.list", { path: {}, answer: attributes }, call)).alert_attributes,
    createAttribute: async (body, call) => (await send("alert-attributes.create", { path: {}, body, answer: oneAttribute }, call)).alert_attribute,
    sources: async (call) => (await send("alert-sources.list", { path: {}, answer: sources }, call)).alert_sources,
    source: async (id, call) => (await send("alert-sources.show", { path: { id }, answer: oneSource }, call)).alert_source,
    createSource: async (draft, call) =>
      (await send("alert-sources.create", { path: {}, body: sourceBody(draft), answer: oneSource }, call)).alert_source,
  };
}

/** Title and description are the event's own; each attribute is parsed out of its metadata, and cast to the attribute's type. */
function sourceBody({ name, fills, isPrivate }: AlertSourceDraft): Readonly<Record<string, unknown>> {
  const parsed = fills.map(({ attribute: { id, type, array }, from }, index) => ({
    id,
    from,
    reference: `part-${String(index + 1)}`,
    returns: { type, array },
  }));
  return {
    name,
    source_type: "http",
    template: {
      title: { reference: "alert.title" },
      description: { reference: "alert.description" },
      is_private: isPrivate,
      attributes: parsed.map(({ id, reference, returns }) => ({ alert_attribute_id: id, binding: bindingOf(reference, returns.array) })),
      expressions: parsed.map(({ from, reference, returns }) => ({
        label: from,
        reference,
        root_reference: "payload",
        operations: [{ operation_type: "parse", parse: { returns, source: `$.metadata[${JSON.stringify(from)}]` } }],
      })),
    },
  };
}

function bindingOf(expression: string, array: boolean): Readonly<Record<string, unknown>> {
  const value = { reference: `expressions["${expression}"]` };
  return array ? { array_value: [value] } : { value };
}
