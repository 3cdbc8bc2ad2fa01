import { counted } from "#lib/counted.ts";
import { entityWords } from "../entity-words.ts";
import { registry } from "../error-registry.ts";
import { vendorName } from "../vendor-name.ts";
import type { AlertKind, AlertNeed } from "./alert.ts";

/** An alert as a heading and one or two sentences: what happened, what Highwire has done about it, what to do next. */
export interface AlertWords {
  readonly title: string;
  readonly text: string;
}

/** The words of an alert. They hold counts, codes and vendors' names only. */
export function alertWords(need: AlertNeed): AlertWords {
  const { title, text } = words[need.kind](need);
  return { title: need.code === null ? title : `${title} (${registry[need.code].number})`, text };
}

type Words = (need: AlertNeed) => AlertWords;

const vendorOf = ({ vendor }: AlertNeed): string => (vendor === null ? "An account" : vendorName(vendor));
const recordsOf = ({ entity }: AlertNeed): string => (entity === null ? "records" : entityWords[entity]);
const titleOf = ({ code }: AlertNeed): string => (code === null ? "the reason was not kept" : registry[code].title);
const fixOf = ({ code }: AlertNeed): string => (code === null ? "" : ` ${registry[code].fix}`);

const words: Readonly<Record<AlertKind, Words>> = {
  connection: (need) => ({
    title: `${vendorOf(need)} is paused: ${titleOf(need)}`,
    text: `Everything meant for this account waits, and nothing is lost.${fixOf(need)}`,
  }),
  brake: (need) => ({
    title: `Stopped: ${counted(need.count, "delete looks", "deletes look")} wrong`,
    text: `The flow of ${recordsOf(need)} stopped before it deleted so much at once. Look at the list, then let it go on or leave it stopped.`,
  }),
  canary: (need) => ({
    title: "A careful first run stopped",
    text: `The flow of ${recordsOf(need)} met a surprise after ${counted(need.count, "record", "records")} and waits. Look at what was written, then go on.`,
  }),
  parked: (need) => ({
    title: `${counted(need.count, "record is", "records are")} set aside: ${titleOf(need)}`,
    text: `The flow of ${recordsOf(need)} goes on with all others. Try these again once the reason is mended.${fixOf(need)}`,
  }),
  runs: (need) => ({
    title: `${counted(need.count, "run of a workflow is", "runs of a workflow are")} set aside: ${titleOf(need)}`,
    text: `Nothing is lost: each waits at the step where it stopped. Try again once the reason is mended.${fixOf(need)}`,
  }),
  questions: (need) => ({
    title: `${counted(need.count, "run of a workflow asks", "runs of a workflow ask")} for your answer`,
    text: "A workflow wants a yes or no before it goes on. It waits for a while only, then does what it was told to do without an answer.",
  }),
  conflicts: (need) => ({
    title: `${counted(need.count, "conflict waits", "conflicts wait")} for a decision`,
    text: `Both sides changed the same field of ${recordsOf(need)}, and nobody has chosen yet. Nothing of it is overwritten meanwhile.`,
  }),
  token: (need) => ({
    title: `${vendorOf(need)}'s token ends ${need.count <= 0 ? "today" : `in ${counted(need.count, "day", "days")}`}`,
    text: "Change it before it ends: Highwire tests the new one first, and no work is lost.",
  }),
  refused: (need) => ({
    title: `${counted(need.count, "event", "events")} of ${vendorOf(need)} refused: ${titleOf(need)}`,
    text: `Changes are found by looking, only later.${fixOf(need)}`,
  }),
  silence: (need) => ({
    title: `No event from ${vendorOf(need)} for ${counted(need.count, "hour", "hours")}`,
    text: "Changes are found by looking, only later. If people worked there in that time, check the webhook at the vendor.",
  }),
  backup: (need) => ({
    title: `The last backup failed: ${titleOf(need)}`,
    text: `The file that was being written is no backup; earlier ones are as they were.${fixOf(need)}`,
  }),
};
