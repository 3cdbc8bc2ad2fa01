import { about, type CuratedTable } from "./curated-entry.ts";

const conversation = about("Conversations");
const value = about("Custom values");
const group = about("Calendar groups");
const here = { locationId: "<location>" };

/** Talking with contacts, and small things that an account keeps. */
export const highlevelTalk: CuratedTable = {
  "highlevel.conversations.search-conversation": conversation("Search conversations", "Finds conversations by contact, person or state.", {
    query: { limit: 20 },
  }),
  "highlevel.conversations.get-conversation": conversation("Get a conversation", "Shows one conversation.", {
    path: { conversationId: "<conversation>" },
  }),
  "highlevel.conversations.create-conversation": conversation("Start a conversation", "Opens a conversation with a contact; nothing is sent yet.", {
    body: { contactId: "<contact>" },
  }),
  "highlevel.conversations.update-conversation": conversation(
    "Update a conversation",
    "Stars a conversation, or sets how many messages are unread.",
    {
      path: { conversationId: "<conversation>" },
      body: { starred: true, unreadCount: 0 },
    },
  ),
  "highlevel.conversations.delete-conversation": conversation("Delete a conversation", "Removes a conversation with its messages.", {
    path: { conversationId: "<conversation>" },
  }),
  "highlevel.conversations.send-a-new-message": conversation("Send a message", "Writes to a contact by text message, e-mail or chat.", {
    body: { type: "SMS", subType: {}, contactId: "<contact>", message: "We are on it, and tell you when it works again.", status: "pending" },
  }),
  "highlevel.conversations.get-message": conversation("Get a message", "Shows one message with its state.", { path: { id: "<message>" } }),
  "highlevel.locations.get-custom-values": value("List custom values", "Lists the texts that templates of the account use.", { path: here }),
  "highlevel.locations.get-custom-value": value("Get a custom value", "Shows one such text.", { path: { ...here, id: "<custom-value>" } }),
  "highlevel.locations.create-custom-value": value("Create a custom value", "Adds a text that templates can use.", {
    path: here,
    body: { name: "Status line <new>", value: "All systems work" },
  }),
  "highlevel.locations.update-custom-value": value("Update a custom value", "Changes a text everywhere that templates use it.", {
    path: { ...here, id: "<custom-value>" },
    body: { name: "Status line <new>", value: "Payments are slow" },
  }),
  "highlevel.locations.delete-custom-value": value("Delete a custom value", "Removes such a text.", { path: { ...here, id: "<custom-value>" } }),
  "highlevel.calendars.get-groups": group("List calendar groups", "Lists the groups of calendars."),
  "highlevel.calendars.create-calendar-group": group("Create a calendar group", "Puts calendars under one address.", {
    body: { name: "Support", description: "Who helps", slug: "support-<new>" },
  }),
  "highlevel.calendars.edit-group": group("Update a calendar group", "Changes name, text or address of a group.", {
    path: { groupId: "<calendar-group>" },
    body: { name: "Success", description: "Who helps more", slug: "success-<new>" },
  }),
  "highlevel.calendars.disable-group": group("Switch a calendar group on or off", "Lets a group be booked, or not.", {
    path: { groupId: "<calendar-group>" },
    body: { isActive: false },
  }),
  "highlevel.calendars.delete-group": group("Delete a calendar group", "Removes a group; its calendars stay.", {
    path: { groupId: "<calendar-group>" },
  }),
};
