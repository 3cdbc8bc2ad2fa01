import type { ConflictPolicy } from "#core/mapping/field-map.ts";
import { asks, bothShow, keeps, shows } from "../expectations.ts";
import type { Scenario } from "../scenario.ts";
import { company, contact, edit, entry, fieldPolicy, later, load, settings, settle, sweep } from "../steps.ts";

const LEFT = "https://left.example.com/";
const RIGHT = "https://right.example.com/";
const linkedAda = [contact("ada"), load, settle];
const several = ["ada", "bo", "cy", "di"] as const;

const bothEdited = (policy: ConflictPolicy, end: Scenario["end"]): Scenario => ({
  name: `edit-both-${policy}`,
  arrange: [...linkedAda, fieldPolicy(policy)],
  act: [edit("incident", "ada", "website", RIGHT), later(1_500), edit("highlevel", "ada", "website", LEFT), settle],
  end,
});

const THIRD = "https://third.example.com/";
/** Two processes die one after the other; the contact is edited before each of the next ones begins. */
const killedTwice = (name: string, { arrange, act }: Pick<Scenario, "arrange" | "act">): Scenario => ({
  name: `killed-twice-${name}`,
  arrange: [contact("bo"), load, settle, ...(arrange ?? [])],
  act: [...act, settle],
  again: { act: [edit("highlevel", "ada", "website", LEFT), settle], meanwhile: [edit("highlevel", "ada", "website", THIRD)] },
  end: [bothShow("ada", "website", THIRD)],
});

/** Edits of scalar fields, on one side or on both. */
export const edits: readonly Scenario[] = [
  killedTwice("after-create", { act: [contact("ada")] }),
  killedTwice("after-first-link", {
    arrange: [settings({ mode: "paused" }), entry("ada", { website: "" }), sweep("incident")],
    act: [contact("ada"), settings({ mode: "live" })],
  }),
  killedTwice("after-edit", { arrange: [contact("ada"), settle], act: [edit("highlevel", "ada", "website", RIGHT)] }),
  {
    name: "edit-left",
    arrange: linkedAda,
    act: [edit("highlevel", "ada", "website", LEFT), settle],
    end: [bothShow("ada", "website", LEFT)],
  },
  {
    name: "edit-right",
    arrange: linkedAda,
    act: [edit("incident", "ada", "website", RIGHT), sweep("incident"), settle],
    end: [bothShow("ada", "website", RIGHT)],
  },
  bothEdited("ask", [asks("website"), shows("highlevel", "ada", "website", LEFT), shows("incident", "ada", "website", RIGHT)]),
  bothEdited("highlevel", [bothShow("ada", "website", LEFT), keeps(RIGHT)]),
  bothEdited("incident", [bothShow("ada", "website", RIGHT), keeps(LEFT)]),
  bothEdited("newest", [bothShow("ada", "website", LEFT), keeps(RIGHT)]),
  {
    name: "edit-each-side-another-field",
    arrange: linkedAda,
    act: [edit("incident", "ada", "website", RIGHT), edit("highlevel", "ada", "phone", "+12025550199"), settle],
    end: [bothShow("ada", "website", RIGHT), bothShow("ada", "phone", "+12025550199")],
  },
  {
    name: "edit-again-while-writing",
    arrange: linkedAda,
    act: [edit("highlevel", "ada", "website", "https://first.example.com/"), later(90), edit("highlevel", "ada", "website", LEFT), settle],
    end: [bothShow("ada", "website", LEFT)],
  },
  {
    name: "edit-other-side-while-writing",
    arrange: linkedAda,
    act: [edit("highlevel", "ada", "website", LEFT), later(90), edit("incident", "ada", "phone", "+12025550188"), settle, sweep("incident"), settle],
    end: [bothShow("ada", "website", LEFT), bothShow("ada", "phone", "+12025550188")],
  },
  {
    name: "clear-left",
    arrange: linkedAda,
    act: [edit("highlevel", "ada", "website", ""), settle],
    end: [bothShow("ada", "website", "")],
  },
  {
    name: "clear-right",
    arrange: linkedAda,
    act: [edit("incident", "ada", "website", ""), sweep("incident"), settle],
    end: [bothShow("ada", "website", "")],
  },
  {
    name: "rename-left",
    arrange: linkedAda,
    act: [edit("highlevel", "ada", "fullName", "Adeline Birch"), settle],
    end: [bothShow("ada", "fullName", "Adeline Birch")],
  },
  {
    name: "rename-right",
    arrange: linkedAda,
    act: [edit("incident", "ada", "fullName", "Ada Alder"), sweep("incident"), settle],
    end: [bothShow("ada", "fullName", "Ada Alder")],
  },
  {
    name: "edit-match-keys-right",
    arrange: linkedAda,
    act: [edit("incident", "ada", "email", "ada.new@example.com"), edit("incident", "ada", "phone", "+12025550177"), sweep("incident"), settle],
    end: [bothShow("ada", "email", "ada.new@example.com"), bothShow("ada", "phone", "+12025550177")],
  },
  {
    name: "one-way-field-drifts",
    arrange: [...linkedAda, company("highlevel", "ada", "Birch & Co"), settle],
    act: [company("incident", "ada", "Drifted"), sweep("incident"), settle],
    end: [bothShow("ada", "companyName", "Birch & Co"), keeps("Drifted")],
  },
  {
    name: "bulk-update",
    arrange: [...several.map((who) => contact(who)), load, settle],
    act: [...several.map((who) => edit("highlevel", who, "website", `https://${who}.bulk.example.com/`)), settle],
    end: several.map((who) => bothShow(who, "website", `https://${who}.bulk.example.com/`)),
  },
  {
    name: "bulk-update-overtaken",
    arrange: [...several.map((who) => contact(who)), load, settle],
    act: [
      ...several.map((who) => edit("highlevel", who, "website", `https://${who}.bulk.example.com/`)),
      later(120),
      edit("incident", "bo", "phone", "+12025550166"),
      settle,
      sweep("incident"),
      settle,
    ],
    end: [...several.map((who) => bothShow(who, "website", `https://${who}.bulk.example.com/`)), bothShow("bo", "phone", "+12025550166")],
  },
];
