import { z } from "zod";
import type { ApiRoute } from "./api-route.ts";
import { bulkAnswer, bulkSync, contactAnswer, contactAround, contactQuestion, revealed, timelinePage, timelineQuery } from "./contact-360.ts";
import { contactChoice, contactDetail, contactPage, contactQuery, contactSummary, findQuery } from "./contacts.ts";

const one = "/api/v1/contacts/{id}";

/** Contacts: the table, and one contact with all that hangs on it. */
export const contactRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/contacts",
    needs: "view",
    summary: "A page of contacts with their state; e-mail and phone are masked.",
    query: contactQuery,
    answer: contactPage,
  },
  {
    method: "get",
    path: "/api/v1/contacts/why",
    needs: "view",
    summary: "Why a contact is or is not in step, in plain words.",
    query: contactQuestion,
    answer: contactAnswer,
  },
  {
    method: "get",
    path: "/api/v1/contacts/export",
    needs: "view",
    summary: "All contacts that fit, as CSV; e-mail and phone are masked.",
    query: contactChoice,
    answer: "text/csv",
  },
  {
    method: "post",
    path: "/api/v1/contacts/sync",
    needs: "operate",
    summary: "Has up to 500 contacts looked at soon.",
    body: bulkSync,
    answer: bulkAnswer,
  },
  {
    method: "get",
    path: one,
    needs: "view",
    summary: "One contact: both sides, conflicts, history; personal values are masked.",
    answer: contactDetail,
  },
  {
    method: "get",
    path: `${one}/timeline`,
    needs: "view",
    summary: "What happened to a contact and to all that hangs on it, newest first.",
    query: timelineQuery,
    answer: timelinePage,
  },
  {
    method: "get",
    path: `${one}/around`,
    needs: "view",
    summary: "Open tasks, next appointment, last notes, incidents and links of a contact.",
    answer: contactAround,
  },
  { method: "post", path: `${one}/sync`, needs: "operate", summary: "Looks at one contact now.", answer: contactSummary },
  { method: "post", path: `${one}/pause`, needs: "operate", summary: "Leaves a contact alone until it is resumed.", answer: contactSummary },
  { method: "post", path: `${one}/resume`, needs: "operate", summary: "Lets a paused contact take part again.", answer: contactSummary },
  { method: "post", path: `${one}/reveal`, needs: "reveal", summary: "One contact with its personal values; who looked is noted.", answer: revealed },
  {
    method: "post",
    path: `${one}/complete`,
    needs: "operate",
    summary: "Completes a task, named by its link, on both sides.",
    answer: z.object({ status: z.string() }),
  },
  {
    method: "get",
    path: "/api/v1/find",
    needs: "view",
    summary: "Finds contacts by id, e-mail, phone or name.",
    query: findQuery,
    answer: z.object({ contacts: z.array(contactSummary) }),
  },
];
