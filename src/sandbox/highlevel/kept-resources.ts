import type { KeptResource } from "../kit/kept-resources.ts";

/** What is answered in the shape of its document, with rows that are kept. */
export const keptByHighLevel: readonly KeptResource[] = [
  {
    one: "conversation",
    many: "conversations",
    operations: {
      "POST /conversations/": "create",
      "GET /conversations/search": "list",
      "GET /conversations/{conversationId}": "show",
      "PUT /conversations/{conversationId}": "update",
      "DELETE /conversations/{conversationId}": "remove",
    },
  },
  {
    one: null,
    many: null,
    id: "messageId",
    operations: {
      "POST /conversations/messages": "create",
      "GET /conversations/messages/{id}": "show",
    },
  },
  {
    one: "customValue",
    many: "customValues",
    operations: {
      "POST /locations/{locationId}/customValues": "create",
      "GET /locations/{locationId}/customValues": "list",
      "GET /locations/{locationId}/customValues/{id}": "show",
      "PUT /locations/{locationId}/customValues/{id}": "update",
      "DELETE /locations/{locationId}/customValues/{id}": "remove",
    },
  },
  {
    one: "group",
    many: "groups",
    operations: {
      "POST /calendars/groups": "create",
      "GET /calendars/groups": "list",
      "PUT /calendars/groups/{groupId}": "update",
      "PUT /calendars/groups/{groupId}/status": "update",
      "DELETE /calendars/groups/{groupId}": "remove",
    },
  },
];
