import type { ContractException } from "./exceptions.ts";

const both = (...operations: readonly string[]): readonly string[] => operations.flatMap((operation) => [operation, `${operation} v3`]);

const tasks = both(
  "GET /contacts/{contactId}/tasks",
  "POST /contacts/{contactId}/tasks",
  "GET /contacts/{contactId}/tasks/{taskId}",
  "PUT /contacts/{contactId}/tasks/{taskId}",
  "DELETE /contacts/{contactId}/tasks/{taskId}",
  "PUT /contacts/{contactId}/tasks/{taskId}/completed",
);
const notes = both(
  "GET /contacts/{contactId}/notes",
  "POST /contacts/{contactId}/notes",
  "GET /contacts/{contactId}/notes/{id}",
  "PUT /contacts/{contactId}/notes/{id}",
  "DELETE /contacts/{contactId}/notes/{id}",
);
const calendars = both(
  "GET /calendars/",
  "GET /calendars/{calendarId}",
  "GET /calendars/events",
  "GET /calendars/events/appointments/{eventId}",
  "GET /contacts/{contactId}/appointments",
  "POST /calendars/appointments/{appointmentId}/notes",
  "PUT /calendars/appointments/{appointmentId}/notes/{noteId}",
);
const businesses = both(
  "GET /businesses/",
  "POST /businesses/",
  "GET /businesses/{businessId}",
  "PUT /businesses/{businessId}",
  "GET /contacts/business/{businessId}",
);
const opportunities = both(
  "GET /opportunities/pipelines",
  "POST /opportunities/",
  "GET /opportunities/{id}",
  "PUT /opportunities/{id}",
  "GET /opportunities/search",
);
const enrolling = [
  "POST /contacts/{contactId}/workflow/{workflowId}",
  "DELETE /contacts/{contactId}/workflow/{workflowId}",
  "POST /contacts/{contactId}/campaigns/{campaignId}",
  "DELETE /contacts/{contactId}/campaigns/{campaignId}",
];
const enrolments = [
  ...both(...enrolling, "GET /workflows/", "GET /campaigns/", "POST /contacts/{contactId}/followers", "DELETE /contacts/{contactId}/followers"),
  "DELETE /contacts/{contactId}/campaigns/removeAll",
  "DELETE /contacts/{contactId}/campaigns/remove-all v3",
];
const searches = both("POST /locations/{locationId}/tasks/search", "POST /opportunities/search");

/** Where sandbox or client differ from the documents of tasks, notes … on purpose. */
export const entityExceptions: readonly ContractException[] = [
  ...["bodyText", "relations"].flatMap((name) => [
    {
      operations: both("POST /contacts/{contactId}/notes", "GET /contacts/{contactId}/notes/{id}", "PUT /contacts/{contactId}/notes/{id}"),
      at: `answer * /note/${name}`,
      problem: "no such property",
      why: "Live notes carry it; the documents leave it out.",
      source: "highlevel.md 13 (notes)",
    },
    {
      operations: both("GET /contacts/{contactId}/notes"),
      at: `answer 200 /notes/*/${name}`,
      problem: "no such property",
      why: "Live notes carry it; the documents leave it out.",
      source: "highlevel.md 13 (notes)",
    },
  ]),
  {
    operations: both("POST /contacts/{contactId}/notes"),
    at: "answer 201 /note/userId",
    problem: "must be string",
    why: "Null on live notes that an integration made.",
    source: "highlevel.md 13 (notes)",
  },
  {
    operations: [...tasks, ...notes, ...calendars, ...businesses, ...opportunities, ...enrolments],
    at: "answer * /traceId",
    problem: "no such property",
    why: "Seen in answers throughout; the documents leave it out.",
    source: "highlevel.md 7, 11 (6)",
  },
  {
    operations: [
      "DELETE /contacts/{contactId}/tasks/{taskId}",
      "DELETE /contacts/{contactId}/notes/{id}",
      "DELETE /opportunities/{id}",
      "PUT /opportunities/{id}/status",
    ],
    at: "answer 200 /succeeded",
    problem: "no such property",
    why: "Recordings carry the flag in both spellings, the document only in the misspelt one.",
    source: "highlevel.md 13 (live success flag)",
  },
  {
    operations: both("GET /calendars/{calendarId}/free-slots"),
    at: "answer 200 /traceId",
    problem: "must be object",
    why: "The trace id stands beside the days, each of which is an object.",
    source: "highlevel.md 5 (free slots)",
  },
  {
    operations: both("GET /calendars/events/appointments/{eventId}"),
    at: "answer 200 /appointment",
    problem: "no such property",
    why: "The live key; the documents say `event`. Our client takes both.",
    source: "highlevel.md 6, 13 (appointments)",
  },
  {
    operations: [...enrolling, "DELETE /contacts/{contactId}/campaigns/removeAll"],
    at: "answer * /succeeded",
    problem: "no such property",
    why: "Recordings carry the flag in both spellings, the document only in the misspelt one.",
    source: "highlevel.md 13 (live success flag)",
  },
  ...(
    [
      ["GET /contacts/{contactId}/tasks", "error"],
      ["GET /contacts/{contactId}/tasks", "status"],
      ["GET /contacts/{contactId}/notes/{id}", "error"],
    ] as const
  ).map(([operation, name]) => ({
    operations: [operation],
    at: `answer 400 /${name}`,
    problem: "no such property",
    why: "A missing record below a contact was seen with a body of its own; that of a note is taken to be like a task's.",
    source: "highlevel.md 7 (400)",
  })),
  ...["startTime", "endTime", "dateAdded", "dateUpdated"].map((name) => ({
    operations: both("GET /calendars/events"),
    at: `answer 200 /events/*/${name}`,
    problem: "must be object",
    why: "The schema says object, its own example is a text with an offset.",
    source: "the document itself (example of the same property); highlevel.md 6 (calendar event)",
  })),
  {
    operations: both("GET /calendars/events"),
    at: "answer 200 /events/*/appoinmentStatus",
    problem: "no such property",
    why: "The misspelt twin is live.",
    source: "highlevel.md 13 (appointments)",
  },
  {
    operations: ["GET /calendars/events"],
    at: "answer 200 /events/*/deleted",
    problem: "no such property",
    why: "Live under the dated versions as well; only the documents of v3 name it.",
    source: "highlevel.md 13 (appointments)",
  },
  {
    operations: both("GET /opportunities/pipelines"),
    at: "answer 200 /pipelines/*/stages/*",
    problem: "must be array",
    why: "The schema describes stages as lists of nothing in particular; a stage has an id and a name.",
    source: "the document itself (the stage's id is a text elsewhere in it)",
  },
  {
    operations: searches,
    at: "answer 201",
    problem: "the status is not documented",
    why: "Recorded as 201; the documents say 200, and of a row nothing at all.",
    source: "highlevel.md 13 (task polling)",
  },
  {
    operations: ["POST /locations/{locationId}/tasks/search"],
    at: "request /searchAfter",
    problem: "no such property",
    why: "Pages go by the last row's cursor, which the documents leave out; by number, rows that come meanwhile would shift others past the reader.",
    source: "highlevel.md 13 (task polling)",
  },
];
