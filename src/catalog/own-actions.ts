import type { CatalogItem, Operation } from "#core/catalog/operation.ts";
import { SEND_WEBHOOK } from "#core/workflow/send-webhook.ts";

const sendWebhook: Operation = {
  id: SEND_WEBHOOK,
  vendor: "highwire",
  kind: "action",
  object: "Webhooks",
  title: "Send a webhook",
  sentence: "Sends JSON to an address of yours, signed, so that its receiver knows that it was us and whether it has seen it before.",
  effect: "write",
  scopes: [],
  badge: "tested",
  curated: true,
  method: "POST",
  path: "the address that the step names",
  input: {
    type: "object",
    properties: {
      body: {
        type: "object",
        properties: { type: { type: "string", minLength: 1, maxLength: 200 }, data: {} },
        required: ["type", "data"],
        additionalProperties: false,
      },
    },
    required: ["body"],
    additionalProperties: false,
  },
  output: { type: "object", properties: { status: { type: "integer" } }, required: ["status"] },
  groups: [{ title: "Content", fields: ["body.type", "body.data"] }],
  pickers: {},
  example: { body: { type: "customer.affected", data: { contactId: "c1", incident: "INC-42" } } },
  cost: "Nothing of the vendors' limits.",
  repeat: "It carries the same id each time it is sent, by which its receiver knows that it has seen it.",
  repeatable: true,
  notRunnable: "Only a step of a workflow sends it, because the address and its secret are the workflow's.",
};

/** What a workflow can do that no vendor does. */
export const ownActions: readonly Operation[] = [sendWebhook];

/** An action without its schemas. */
export function actionItem({ id, vendor, kind, object, title, sentence, effect, scopes, badge, curated }: Operation): CatalogItem {
  return { id, vendor, kind, object, title, sentence, effect, scopes, badge, curated };
}
