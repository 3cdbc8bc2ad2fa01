import type { Violation } from "./contract-check.ts";
import { entityExceptions } from "./entity-exceptions.ts";

/** A point in which sandbox or client differ from the official document on purpose, because better evidence says so. */
export interface ContractException {
  /** Operations to which it applies; each must need it. */
  readonly operations: readonly string[];
  /** The violation's place; `*` stands for one segment: `answer * /contact/createdBy`. */
  readonly at: string;
  /** Part of the violation's wording. */
  readonly problem: string;
  readonly why: string;
  /** Section of the facts that says so. */
  readonly source: string;
}

const reads = ["GET /contacts/{contactId}", "PUT /contacts/{contactId}", "POST /contacts/upsert", "POST /contacts/"];
const tagWrites = ["POST /contacts/{contactId}/tags", "DELETE /contacts/{contactId}/tags"];
/** What a row of the old list carries beyond its schema, which names twelve fields. */
const rowFields = [
  "firstName",
  "lastName",
  "firstNameRaw",
  "lastNameRaw",
  "contactName",
  "firstNameLowerCase",
  "lastNameLowerCase",
  "fullNameLowerCase",
  "emailLowerCase",
  "phone",
  "companyName",
  "address1",
  "city",
  "state",
  "postalCode",
  "website",
  "dnd",
  "type",
  "additionalEmails",
  "additionalPhones",
  "createdBy",
  "dateUpdated",
];

export const exceptions: readonly ContractException[] = [
  ...entityExceptions,
  {
    operations: ["POST /contacts/search", "GET /contacts/search/duplicate"],
    at: "answer 200",
    problem: "no body is described",
    why: "The documents have no schema for these answers; the sandbox follows recordings.",
    source: "highlevel.md 6 (duplicate), 13 (polling recipe, search rows)",
  },
  ...["additionalEmails", "additionalPhones"].map((name) => ({
    operations: reads,
    at: `answer * /contact/${name}`,
    problem: "no such property",
    why: "Recorded on every contact; the document leaves it out.",
    source: "highlevel.md 6, 13 (live GET)",
  })),
  {
    operations: reads,
    at: "answer * /contact/createdBy",
    problem: "no such property",
    why: "Recorded on contacts that an integration made; the document leaves it out.",
    source: "highlevel.md 13 (origin marker)",
  },
  {
    operations: ["GET /contacts/{contactId}", "POST /contacts/upsert"],
    at: "answer 200 /contact/customFields/*/value",
    problem: "must be string",
    why: "Values of number fields are numbers and of choice fields lists; the document says text throughout.",
    source: "highlevel.md 13 (custom field values)",
  },
  {
    operations: [
      "GET /contacts/{contactId}",
      "PUT /contacts/{contactId}",
      "DELETE /contacts/{contactId}",
      "POST /contacts/",
      "GET /contacts/",
      ...tagWrites,
    ],
    at: "answer * /traceId",
    problem: "no such property",
    why: "Seen in answers throughout; the document names it on upsert only.",
    source: "highlevel.md 7, 11 (6), 13 (tags)",
  },
  {
    operations: [
      "PUT /contacts/{contactId}",
      "DELETE /contacts/{contactId}",
      "POST /contacts/bulk/tags/update/{type}",
      "DELETE /locations/{locationId}/customFields/{id}",
      "DELETE /locations/{locationId}/tags/{tagId}",
    ],
    at: "answer * /succeeded",
    problem: "no such property",
    why: "Recordings carry the flag in both spellings, the document only in the misspelt one.",
    source: "highlevel.md 13 (live success flag)",
  },
  {
    operations: ["POST /contacts/{contactId}/tags"],
    at: "answer 201 /tagsAdded",
    problem: "no such property",
    why: "Recorded; the document names the resulting list only.",
    source: "highlevel.md 13 (tags)",
  },
  {
    operations: ["DELETE /contacts/{contactId}/tags"],
    at: "answer 200 /tagsRemoved",
    problem: "no such property",
    why: "Recorded; the document names the resulting list only.",
    source: "highlevel.md 13 (tags)",
  },
  {
    operations: ["POST /contacts/bulk/tags/update/{type}"],
    at: "answer 201 /responses/*",
    problem: "must be string",
    why: "The schema says text, its own example shows an object; the sandbox follows the example.",
    source: "the document itself (example of the same schema)",
  },
  {
    operations: ["POST /contacts/"],
    at: "answer 400 /meta",
    problem: "no such property",
    why: "Names the contact that is in the way; several independent integrations rely on it, the document leaves it out.",
    source: "highlevel.md 6 (duplicates)",
  },
  ...rowFields.map((name) => ({
    operations: ["GET /contacts/"],
    at: `answer 200 /contacts/*/${name}`,
    problem: "no such property",
    why: "The deprecated list shows whole contacts with lower-cased names; its schema names twelve fields and no name at all.",
    source: "highlevel.md 6 (case)",
  })),
  {
    operations: ["GET /contacts/"],
    at: "answer 200 /meta",
    problem: "no such property",
    why: "Paging of the deprecated list, seen live.",
    source: "highlevel.md 5",
  },
  {
    operations: ["POST /oauth/locationToken"],
    at: "answer 200 /refresh_token",
    problem: "no such property",
    why: "A refresh token comes along although the document does not name it.",
    source: "highlevel.md 2 (agency to location token)",
  },
  {
    operations: ["GET /v3/catalog_entries/{id}"],
    at: "answer 404",
    problem: "the status is not documented",
    why: "The document describes successes only; errors have one envelope throughout.",
    source: "incidentio.md 1 (errors)",
  },
];

/** One pair of operation and exception; each must be needed by some exchange. */
export const keyOf = ({ at, problem }: ContractException, operation: string): string => `${operation}: ${at}: ${problem}`;

/** Splits violations into those that nobody has excepted, and the keys of the exceptions that were needed. */
export function except(violations: readonly Violation[]): { readonly left: readonly Violation[]; readonly used: ReadonlySet<string> } {
  const used = new Set<string>();
  const left = violations.filter((violation) => {
    const fits = exceptions.filter((exception) => applies(exception, violation));
    for (const exception of fits) used.add(keyOf(exception, violation.operation));
    return fits.length === 0;
  });
  return { left, used };
}

function applies({ operations, at, problem }: ContractException, violation: Violation): boolean {
  if (!operations.includes(violation.operation) || violation.problem !== problem) return false;
  const [wanted, given] = [at, violation.at].map((place) => place.split(/[ /]+/u)) as [string[], string[]];
  return wanted.length === given.length && wanted.every((part, index) => part === "*" || part === given[index]);
}
