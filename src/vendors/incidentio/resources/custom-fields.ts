import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";
import { pageOf, paging, type Page } from "./pages.ts";

const field = z.looseObject({
  id: z.string(),
  name: z.string(),
  field_type: z.string(),
  catalog_type_id: z.string().nullish(),
});
const option = z.looseObject({ id: z.string(), custom_field_id: z.string(), value: z.string(), sort_key: z.number() });
export type CustomFieldJson = z.infer<typeof field>;
export type OptionJson = z.infer<typeof option>;

const one = z.looseObject({ custom_field: field });
const all = z.looseObject({ custom_fields: z.array(field) });
const oneOption = z.looseObject({ custom_field_option: option });
const options = z.looseObject({ custom_field_options: z.array(option), pagination_meta: paging });

export interface CustomFieldWrite {
  /** 50 characters at most. */
  readonly name: string;
  readonly description: string;
  /** Attribute of the catalog type that is shown beside an entry, or by which entries are grouped. */
  readonly helptext_catalog_attribute_id?: string;
  readonly group_by_catalog_attribute_id?: string;
}
/** Neither type changes later. */
export interface CustomFieldDraft extends CustomFieldWrite {
  readonly field_type: "single_select" | "multi_select" | "text" | "link" | "numeric";
  /** Of a select whose values are catalog entries. */
  readonly catalog_type_id?: string;
}
export interface OptionWrite {
  /** Unique in its field, without white space at its ends, tabs and line breaks. */
  readonly value: string;
  readonly sort_key: number;
}

/** Custom fields of incidents, and the options of selects that do not come from the catalog. */
export interface CustomFieldsResource {
  list(call: CallOptions): Promise<readonly CustomFieldJson[]>;
  show(id: string, call: CallOptions): Promise<CustomFieldJson>;
  create(draft: CustomFieldDraft, call: CallOptions): Promise<CustomFieldJson>;
  update(id: string, changes: CustomFieldWrite, call: CallOptions): Promise<CustomFieldJson>;
  /** Takes its values from every incident. */
  remove(id: string, call: CallOptions): Promise<void>;
  /** One page, 250 at most. */
  options(fieldId: string, page: { readonly pageSize: number; readonly after: string | null }, call: CallOptions): Promise<Page<OptionJson>>;
  addOption(fieldId: string, draft: OptionWrite, call: CallOptions): Promise<OptionJson>;
  updateOption(id: string, changes: OptionWrite, call: CallOptions): Promise<OptionJson>;
  removeOption(id: string, call: CallOptions): Promise<void>;
}

export function customFieldsResource(send: Send): CustomFieldsResource {
  return {
    list: async (call) => (await send("custom-fields.list", { path: {}, answer: all }, call)).custom_fields,
    show: async (id, call) => (await send("custom-fields.show", { path: { id }, answer: one }, call)).custom_field,
    create: async (body, call) => (await send("custom-fields.create", { path: {}, body, answer: one }, call)).custom_field,
    update: async (id, body, call) => (await send("custom-fields.update", { path: { id }, body, answer: one }, call)).custom_field,
    remove: async (id, call) => void (await send("custom-fields.delete", { path: { id }, answer: z.unknown() }, call)),
    async options(fieldId, { pageSize, after }, call) {
      const query = { custom_field_id: fieldId, page_size: pageSize, after: after ?? undefined };
      const { custom_field_options, pagination_meta } = await send("custom-field-options.list", { path: {}, query, answer: options }, call);
      return pageOf(custom_field_options, pagination_meta);
    },
    addOption: async (fieldId, draft, call) =>
      (await send("custom-field-options.create", { path: {}, body: { custom_field_id: fieldId, ...draft }, answer: oneOption }, call))
        .custom_field_option,
    updateOption: async (id, body, call) =>
      (await send("custom-field-options.update", { path: { id }, body, answer: oneOption }, call)).custom_field_option,
    removeOption: async (id, call) => void (await send("custom-field-options.delete", { path: { id }, answer: z.unknown() }, call)),
  };
}
