import type { CatalogItem } from "#core/catalog/operation.ts";
import type { Condition } from "#core/workflow/condition.ts";
import type { Step, Trigger, WorkflowDefinition } from "#core/workflow/definition.ts";
import { formOf, worded, type Expression } from "#core/workflow/expression.ts";
import { stepOf } from "#core/workflow/edit/edit-steps.ts";
import { text } from "../../i18n/text.ts";
import { fieldLabel } from "../catalog/input-values.ts";
import { usualNameOf } from "./usual-times.ts";

/** What is needed to say in words what a definition does. */
export interface Spoken {
  readonly steps: WorkflowDefinition["steps"];
  readonly items: readonly CatalogItem[];
}

/** An event by the words of the catalog; its own name where the catalog does not know it. */
export const eventWords = (items: readonly CatalogItem[], source: string, type: string): string =>
  items.find(({ id }) => id === `${source}.event.${type}`)?.title ?? type;

/** What begins a workflow, in a few words. `begins`: as the list tells it. */
export function triggerWords(kind: Trigger["kind"], begins: readonly string[], items: readonly CatalogItem[]): string {
  if (kind === "schedule") return text("wf.trigger.schedule.at", { time: timesWords(begins[0] ?? ""), zone: begins[1] ?? "" });
  if (kind !== "event") return text(`wf.trigger.${kind}`);
  const words = begins.map((name) => {
    const [source = "", ...type] = name.split(".");
    return eventWords(items, source, type.join("."));
  });
  return words.length === 0 ? text("wf.trigger.open") : words.join(text("wf.or"));
}

function timesWords(cron: string): string {
  const usual = usualNameOf(cron);
  return usual === undefined ? text("wf.trigger.schedule.cron", { cron }) : text(`wf.schedule.usual.${usual}`);
}

/** The same of a definition. */
export function triggerSentence(trigger: Trigger, items: readonly CatalogItem[]): string {
  if (trigger.kind === "event")
    return triggerWords(
      "event",
      trigger.types.map((type) => `${trigger.source}.${type}`),
      items,
    );
  return triggerWords(trigger.kind, trigger.kind === "schedule" ? [trigger.cron, trigger.timeZone] : [], items);
}

/** What a step does, in one sentence; its own title where it has one. */
export function stepWords(step: Step, spoken: Spoken): string {
  if (step.title !== "") return step.title;
  switch (step.kind) {
    case "action":
      return spoken.items.find(({ id }) => id === step.operation)?.title ?? step.operation;
    case "filter":
      return text("wf.step.filter.says", { condition: conditionWords(step.only, spoken) });
    case "for-each":
      return text("wf.step.for-each.says", { items: expressionWords(step.items, spoken) });
    case "delay":
      return text("wf.step.delay.says", { time: typeof step.seconds === "number" ? timeWords(step.seconds) : expressionWords(step.seconds, spoken) });
    case "wait":
      return text("wf.step.wait.says", {
        event: step.event.types.map((type) => eventWords(spoken.items, step.event.source, type)).join(text("wf.or")),
      });
    case "approve":
      return text("wf.step.approve.says", { question: expressionWords(step.question, spoken) });
    case "stop":
      return step.reason === "" ? text("wf.step.stop") : text("wf.step.stop.says", { reason: step.reason });
    case "branch":
    case "run-workflow":
      return text(`wf.step.${step.kind}`);
  }
}

/** Which way of a branch it is: its condition, or that none held. */
export function wayWords(step: Step, way: number, spoken: Spoken): string {
  if (step.kind !== "branch") return text("wf.way.each");
  const one = step.cases[way];
  return one === undefined ? text("wf.way.otherwise") : text("wf.way.if", { condition: conditionWords(one.when, spoken) });
}

/** A condition as part of a sentence. */
function conditionWords(condition: Condition, spoken: Spoken): string {
  if ("not" in condition) return text("wf.condition.not", { condition: conditionWords(condition.not, spoken) });
  if ("value" in condition)
    return condition.than === undefined
      ? text("wf.condition.one", { value: expressionWords(condition.value, spoken), is: text(`wf.is.${condition.is}`) })
      : text("wf.condition.two", {
          value: expressionWords(condition.value, spoken),
          is: text(`wf.is.${condition.is}`),
          than: expressionWords(condition.than, spoken),
        });
  const [inner, join] = "all" in condition ? [condition.all, text("wf.and")] : [condition.any, text("wf.or")];
  return inner.length === 0 ? text("wf.condition.open") : inner.map((one) => conditionWords(one, spoken)).join(join);
}

/** A value as people read it: where it comes from, its text, or itself. */
export function expressionWords(expression: Expression, spoken: Spoken): string {
  const form = formOf(expression);
  if (form.kind === "pick") return pathWords(form.path, spoken);
  if (form.kind === "text") return `“${worded(form.template, (path) => `[${pathWords(path, spoken)}]`)}”`;
  if (form.kind === "literal" && typeof form.value !== "object") return form.value === "" ? text("wf.value.open") : `“${String(form.value)}”`;
  return form.kind === "literal" && form.value === null ? text("wf.value.open") : JSON.stringify(expression);
}

/** A path as people read it: `Get a contact › contact › first name`. */
export function pathWords(path: string, { steps, items }: Spoken): string {
  const [root = "", ...rest] = path.split(".");
  const step = root === "steps" ? stepOf(steps, rest[0] ?? "") : null;
  const begin = step === null ? sourceWords(root) : stepWords(step, { steps, items });
  const keys = root === "steps" ? rest.slice(1) : rest;
  return [begin, ...keys.map((key) => (/^\d+$/u.test(key) ? text("wf.path.number", { number: Number(key) + 1 }) : fieldLabel(key)))].join(" › ");
}

/** What paths begin with, in words. */
function sourceWords(root: string): string {
  switch (root) {
    case "trigger":
      return text("wf.source.trigger");
    case "item":
      return text("wf.source.item");
    case "event":
      return text("wf.source.event");
    case "run":
      return text("wf.source.run");
    default:
      return root;
  }
}

const units = [
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
] as const;

/** Seconds in the largest unit in which they are whole. */
export function inUnit(seconds: number): { readonly unit: TimeUnit; readonly amount: number } {
  const found = units.find(([, length]) => seconds >= length && seconds % length === 0);
  return found === undefined ? { unit: "seconds", amount: seconds } : { unit: found[0], amount: seconds / found[1] };
}

export const timeUnits = ["seconds", "minutes", "hours", "days"] as const;
export type TimeUnit = (typeof timeUnits)[number];
export const secondsOf = (unit: TimeUnit, amount: number): number => amount * (units.find(([name]) => name === unit)?.[1] ?? 1);

function timeWords(seconds: number): string {
  const { unit, amount } = inUnit(seconds);
  return text(`wf.time.${unit}`, { count: amount });
}
