import { expect, it } from "vitest";
import { openCatalog } from "#main/catalog/open-catalog.ts";

it.each([
  ["highlevel.contacts.get-contact", "read", true],
  ["highlevel.contacts.search-contacts-advanced", "read", true],
  ["highlevel.contacts.create-note", "write", false],
  ["highlevel.contacts.update-contact", "write", true],
  ["highlevel.contacts.upsert-contact", "write", true],
  ["highlevel.contacts.add-tags", "write", true],
  ["highlevel.contacts.add-contact-to-workflow", "write", false],
  ["incident.incidents-v2.create", "write", true],
  ["incident.alerts-v2.set-tags", "write", true],
  // They make a second one where the input names no id.
  ["highlevel.ad-publishing.fb-upsert-ad", "write", false],
  ["highlevel.conversations.add-message-attachments", "write", false],
  ["highlevel.contacts.delete-contact", "delete", true],
  ["highlevel.medias.bulk-delete-media-objects", "delete", true],
  ["highlevel.social-planner.bulk-delete-social-planner-posts", "delete", true],
])("I4 %s is a %s, and safe to repeat after a lost answer: %s", async (id, effect, repeatable) => {
  expect(await openCatalog().operation(id)).toMatchObject({ effect, repeatable });
});
