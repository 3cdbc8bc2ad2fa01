import type { Side } from "#core/record/canonical.ts";
import type { Fault } from "#sandbox/kit/faults.ts";
import { bothShow, isGone, linked, population } from "../expectations.ts";
import type { Scenario, Step } from "../scenario.ts";
import { contact, edit, entry, faults, load, remove, settings, settle, sweep, tag, untag } from "../steps.ts";

const LEFT = "https://left.example.com/";
const RIGHT = "https://right.example.com/";
const several = ["ada", "bo", "cy", "di"] as const;

interface Work {
  readonly name: string;
  readonly side: Side;
  readonly operation: string;
  readonly arrange: readonly Step[];
  readonly act: readonly Step[];
  readonly end: Scenario["end"];
}

const works: readonly Work[] = [
  {
    name: "create-entry",
    side: "incident",
    operation: "POST /v3/catalog_entries",
    arrange: [load],
    act: [contact("ada"), settle],
    end: [linked("active", "ada"), population(1, 1)],
  },
  {
    name: "create-contact",
    side: "highlevel",
    operation: "POST /contacts/upsert",
    arrange: [load],
    act: [entry("ada"), sweep("incident"), settle],
    end: [linked("active", "ada"), population(1, 1)],
  },
  {
    name: "update-entry",
    side: "incident",
    operation: "PUT /v3/catalog_entries/{id}",
    arrange: [contact("ada"), load, settle],
    act: [edit("highlevel", "ada", "website", LEFT), settle],
    end: [bothShow("ada", "website", LEFT)],
  },
  {
    name: "update-contact",
    side: "highlevel",
    operation: "PUT /contacts/{contactId}",
    arrange: [contact("ada"), load, settle],
    act: [edit("incident", "ada", "website", RIGHT), sweep("incident"), settle],
    end: [bothShow("ada", "website", RIGHT)],
  },
  {
    name: "add-and-remove-tags",
    side: "highlevel",
    operation: "DELETE /contacts/{contactId}/tags",
    arrange: [contact("ada", { tags: ["calm", "vip"] }), load, settle],
    act: [tag("incident", "ada", "new"), untag("incident", "ada", "vip"), sweep("incident"), settle],
    end: [bothShow("ada", "tags", "calm new")],
  },
  {
    name: "bulk-update",
    side: "incident",
    operation: "POST /v3/catalog_entries/actions/bulk_update",
    arrange: [...several.map((who) => contact(who)), load, settle],
    act: [...several.map((who) => edit("highlevel", who, "website", `https://${who}.bulk.example.com/`)), settle],
    end: several.map((who) => bothShow(who, "website", `https://${who}.bulk.example.com/`)),
  },
  {
    name: "delete-entry",
    side: "incident",
    operation: "DELETE /v3/catalog_entries/{id}",
    arrange: [contact("ada"), load, settle, settings({ onDelete: "delete" })],
    act: [remove("highlevel", "ada"), settle],
    end: [isGone("incident", "ada"), linked("tombstone", "ada")],
  },
];

const troubles: Readonly<Record<string, Fault>> = {
  "lost-answer": { kind: "timeout-after" },
  "500-after-commit": { kind: "500-after" },
  "429": { kind: "429", retryAfter: "3" },
};

/** Each write once with each trouble, and the crash on top of it. */
export const faultsAndCrashes: readonly Scenario[] = works.flatMap(({ name, side, operation, arrange, act, end }) =>
  Object.entries(troubles).map(([trouble, fault]) => ({
    name: `${name}-${trouble}`,
    arrange: [...arrange, faults(side, { fault, match: { operation }, times: 1 })],
    act,
    end,
  })),
);
