import { bothShow, linked, noType, population } from "../expectations.ts";
import type { Scenario } from "../scenario.ts";
import { contact, edit, eraseMarker, incidentQuirks, load, settle, sweep, sweepAlong } from "../steps.ts";

/** From nothing to a bridge that is in step. */
export const firstLoads: readonly Scenario[] = [
  {
    name: "first-load-makes-the-type",
    arrange: [contact("ada"), contact("bo")],
    act: [load, settle],
    end: [linked("active", "ada", "bo"), population(2, 2), noType("Probe")],
  },
  {
    name: "first-load-by-the-loop",
    arrange: [contact("ada"), contact("bo")],
    act: [sweepAlong(2_000)],
    end: [linked("active", "ada", "bo"), population(2, 2), noType("Probe")],
  },
  {
    name: "first-load-where-the-api-may-not-write-peoples-attributes",
    arrange: [incidentQuirks({ dashboardWrites: false }), contact("ada")],
    act: [load, settle],
    end: [linked("active", "ada"), population(1, 1), bothShow("ada", "email", "ada@example.com"), noType("Probe")],
  },
  {
    name: "marker-erased",
    arrange: [contact("ada"), load, settle],
    act: [eraseMarker("ada"), sweep("incident"), settle],
    end: [linked("active", "ada"), population(1, 1)],
  },
  {
    name: "marker-erased-while-edited",
    arrange: [contact("ada"), load, settle],
    act: [eraseMarker("ada"), edit("highlevel", "ada", "website", "https://left.example.com/"), settle, sweep("incident"), settle],
    end: [linked("active", "ada"), population(1, 1), bothShow("ada", "website", "https://left.example.com/")],
  },
];
