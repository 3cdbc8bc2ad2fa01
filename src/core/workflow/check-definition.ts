import { loneOperators, MAX_CONDITION_DEPTH, MAX_CONDITIONS, pairOperators, type Condition } from "./condition.ts";
import {
  defaultLimits,
  eventSources,
  MAX_DEFINITION_BYTES,
  MAX_STEP_DEPTH,
  MAX_STEPS,
  MAX_WAIT_SECONDS,
  type RunLimits,
  type Step,
  type StepKind,
  type Trigger,
  type TriggerSource,
  type WorkflowDefinition,
} from "./definition.ts";
import { isGroup, picksIn, scopeRoots, templatesIn, type Expression } from "./expression.ts";
import { bytesOf } from "./json-bytes.ts";
import { ownEvents } from "./own-events.ts";
import type { Problem } from "./problem.ts";
import { Value } from "./read-value.ts";

export type CheckedDefinition =
  | { readonly kind: "sound"; readonly definition: WorkflowDefinition }
  | { readonly kind: "flawed"; readonly problems: readonly Problem[] };

/** Problems that one answer lists; who has more mends these first. */
const MAX_PROBLEMS = 50;
/** Longest text template, in characters. */
const MAX_TEMPLATE = 20_000;

/** What an expression at one place may speak of. */
interface Known {
  /** Ids of steps that have an output by then. */
  readonly steps: readonly string[];
  readonly item: boolean;
  readonly event: boolean;
}

/**
 * Reads a definition from outside: its shape, its limits, and that every pick speaks of what is there by then. What needs more than the definition
 * itself (templates, operations, connections) is checked where that is known. Defaults are filled in.
 */
export function checkDefinition(raw: unknown): CheckedDefinition {
  const problems: Problem[] = [];
  if (bytesOf(raw) > MAX_DEFINITION_BYTES) return { kind: "flawed", problems: [{ at: "", code: "too-heavy", about: String(MAX_DEFINITION_BYTES) }] };
  if (!isGroup(raw)) return { kind: "flawed", problems: [{ at: "", code: "not-an-object" }] };
  const definition = new DefinitionReader().read(new Value(raw, "", problems));
  return problems.length === 0 ? { kind: "sound", definition } : { kind: "flawed", problems: problems.slice(0, MAX_PROBLEMS) };
}

const stepKeys: Readonly<Record<StepKind, readonly string[]>> = {
  filter: ["only"],
  action: ["operation", "connection", "input", "timeoutMs", "onFailure"],
  branch: ["cases", "otherwise"],
  "for-each": ["items", "together", "most", "steps"],
  delay: ["seconds"],
  wait: ["event", "about", "only", "timeoutSeconds", "onTimeout"],
  approve: ["question", "timeoutSeconds", "onTimeout"],
  "run-workflow": ["workflow", "input"],
  stop: ["outcome", "reason"],
};
const stepKinds = Object.keys(stepKeys) as readonly StepKind[];
const triggerKeys = { event: ["source", "types", "connection"], schedule: ["cron", "timeZone"], webhook: [], manual: [] } as const;
const afterTimeout = ["stop", "go-on"] as const;

class DefinitionReader {
  readonly #ids = new Set<string>();
  #steps = 0;
  #conditions = 0;

  read(value: Value): WorkflowDefinition {
    value.only(["format", "name", "trigger", "steps", "limits", "oneAtATime"]);
    if (value.get("format").raw !== 1) value.get("format").wrong("not-one-of", "1");
    const name = value.get("name").text(120);
    const trigger = this.#trigger(value.get("trigger"));
    const nothing: Known = { steps: [], item: false, event: false };
    const oneAtATime = value.get("oneAtATime").isMissing ? null : this.#expression(value.get("oneAtATime"), nothing, "picks");
    return { format: 1, name, trigger, steps: this.#list(value.get("steps"), nothing, 0), limits: this.#limits(value.get("limits")), oneAtATime };
  }

  #limits(value: Value): RunLimits {
    if (value.isMissing) return defaultLimits;
    value.only(["calls", "hops"]);
    return { calls: value.get("calls").number([1, 1_000], defaultLimits.calls), hops: value.get("hops").number([0, 10], defaultLimits.hops) };
  }

  #trigger(value: Value): Trigger {
    const kind = value.get("kind").oneOf(["event", "schedule", "webhook", "manual"]) ?? "manual";
    value.only(["kind", ...triggerKeys[kind]]);
    if (kind === "event") return this.#begin(value);
    if (kind === "schedule") return { kind, cron: value.get("cron").text(100), timeZone: value.get("timeZone").text(60, "UTC") };
    return { kind };
  }

  #begin(value: Value): Trigger {
    const [event, connection] = [this.#event(value), value.get("connection")];
    if (connection.isMissing) return { kind: "event", ...event, connection: null };
    if (event.source !== "highwire") return { kind: "event", ...event, connection: connection.text(100) };
    // What happens here is no connection's.
    connection.wrong("unknown");
    return { kind: "event", ...event, connection: null };
  }

  #event(value: Value): { readonly source: TriggerSource; readonly types: readonly string[] } {
    const source = value.get("source").oneOf(eventSources) ?? "highlevel";
    const types = value.get("types").list(20);
    if (types.length === 0) value.get("types").wrong("empty");
    return { source, types: types.map((type) => (source === "highwire" ? (type.oneOf(ownEvents) ?? "") : type.text(200))) };
  }

  /** Steps in a row: each knows the outputs of those before it, and what is around the row. */
  #list(value: Value, known: Known, depth: number): readonly Step[] {
    if (depth > MAX_STEP_DEPTH) {
      value.wrong("too-deep", String(MAX_STEP_DEPTH));
      return [];
    }
    const before = [...known.steps];
    return value.list(MAX_STEPS).map((item) => {
      const step = this.#step(item, { ...known, steps: before }, depth);
      before.push(step.id);
      return step;
    });
  }

  #step(value: Value, known: Known, depth: number): Step {
    this.#steps += 1;
    if (this.#steps === MAX_STEPS + 1) value.wrong("too-many", String(MAX_STEPS));
    const kind = value.get("kind").oneOf(stepKinds) ?? "stop";
    value.only(["id", "title", "kind", ...stepKeys[kind]]);
    const head = { id: this.#id(value.get("id")), title: value.get("title").text(200, "") };
    switch (kind) {
      case "filter":
        return { ...head, kind, only: this.#condition(value.get("only"), known, 0) };
      case "action":
        return { ...head, kind, ...this.#action(value, known) };
      case "branch":
        return { ...head, kind, ...this.#branch(value, known, depth) };
      case "for-each":
        return { ...head, kind, ...this.#forEach(value, known, depth) };
      case "delay":
        return { ...head, kind, seconds: this.#expression(value.get("seconds"), known, "picks") };
      case "wait":
        return { ...head, kind, ...this.#wait(value, known) };
      case "approve":
        return { ...head, kind, question: this.#expression(value.get("question"), known), ...this.#timeout(value) };
      case "run-workflow":
        return { ...head, kind, workflow: value.get("workflow").text(100), input: this.#expression(value.get("input"), known) };
      case "stop":
        return {
          ...head,
          kind,
          outcome: value.get("outcome").oneOf(["done", "failed"], "done") ?? "done",
          reason: value.get("reason").text(500, ""),
        };
    }
  }

  #id(value: Value): string {
    const id = value.text(40);
    if (id !== "" && !/^[a-z][a-z0-9-]{0,39}$/u.test(id)) value.wrong("bad-id");
    else if (this.#ids.has(id)) value.wrong("repeated-id");
    this.#ids.add(id);
    return id;
  }

  #action(value: Value, known: Known): Omit<Extract<Step, { kind: "action" }>, "id" | "title" | "kind"> {
    return {
      operation: value.get("operation").text(200),
      connection: value.get("connection").text(100),
      input: value.get("input").isMissing ? {} : this.#expression(value.get("input"), known),
      timeoutMs: value.get("timeoutMs").number([100, 120_000], 30_000),
      onFailure: value.get("onFailure").oneOf(afterTimeout, "stop") ?? "stop",
    };
  }

  #branch(value: Value, known: Known, depth: number): Omit<Extract<Step, { kind: "branch" }>, "id" | "title" | "kind"> {
    const cases = value.get("cases").list(20);
    if (cases.length === 0) value.get("cases").wrong("empty");
    return {
      cases: cases.map((one) => {
        one.only(["when", "steps"]);
        return { when: this.#condition(one.get("when"), known, 0), steps: this.#list(one.get("steps"), known, depth + 1) };
      }),
      otherwise: value.get("otherwise").isMissing ? [] : this.#list(value.get("otherwise"), known, depth + 1),
    };
  }

  #forEach(value: Value, known: Known, depth: number): Omit<Extract<Step, { kind: "for-each" }>, "id" | "title" | "kind"> {
    return {
      items: this.#expression(value.get("items"), known, "picks"),
      together: value.get("together").number([1, 10], 1),
      most: value.get("most").number([1, 500], 100),
      steps: this.#list(value.get("steps"), { ...known, item: true }, depth + 1),
    };
  }

  #wait(value: Value, known: Known): Omit<Extract<Step, { kind: "wait" }>, "id" | "title" | "kind"> {
    value.get("event").only(["source", "types"]);
    return {
      event: this.#event(value.get("event")),
      about: this.#expression(value.get("about"), known, "picks"),
      only: value.get("only").isMissing ? null : this.#condition(value.get("only"), { ...known, event: true }, 0),
      ...this.#timeout(value),
    };
  }

  #timeout(value: Value): { readonly timeoutSeconds: number; readonly onTimeout: "stop" | "go-on" } {
    return {
      timeoutSeconds: value.get("timeoutSeconds").number([1, MAX_WAIT_SECONDS], 86_400),
      onTimeout: value.get("onTimeout").oneOf(afterTimeout, "stop") ?? "stop",
    };
  }

  #condition(value: Value, known: Known, depth: number): Condition {
    this.#conditions += 1;
    const none: Condition = { all: [] };
    if (this.#conditions > MAX_CONDITIONS) {
      if (this.#conditions === MAX_CONDITIONS + 1) value.wrong("too-many", String(MAX_CONDITIONS));
      return none;
    }
    if (depth > MAX_CONDITION_DEPTH) {
      value.wrong("too-deep", String(MAX_CONDITION_DEPTH));
      return none;
    }
    const many = (key: "all" | "any"): readonly Condition[] => {
      value.only([key]);
      return value
        .get(key)
        .list(MAX_CONDITIONS)
        .map((one) => this.#condition(one, known, depth + 1));
    };
    if (!value.get("all").isMissing) return { all: many("all") };
    if (!value.get("any").isMissing) return { any: many("any") };
    if (!value.get("not").isMissing) {
      value.only(["not"]);
      return { not: this.#condition(value.get("not"), known, depth + 1) };
    }
    return this.#comparison(value, known);
  }

  #comparison(value: Value, known: Known): Condition {
    value.only(["value", "is", "than"]);
    const is = value.get("is").oneOf([...loneOperators, ...pairOperators]) ?? "there";
    const compared = this.#expression(value.get("value"), known, "picks");
    if (loneOperators.some((one) => one === is)) {
      if (!value.get("than").isMissing) value.get("than").wrong("unknown");
      return { value: compared, is };
    }
    return { value: compared, is, than: this.#expression(value.get("than"), known, "picks") };
  }

  #expression(value: Value, known: Known, may: "picks" | "picks and text" = "picks and text"): Expression {
    const expression = value.json();
    for (const { path, at } of picksIn(expression)) this.#pick(value, path, at, known);
    const templates = templatesIn(expression);
    if (may === "picks" && templates.length > 0) value.wrong("no-text-here");
    if (templates.some((template) => template.length > MAX_TEMPLATE)) value.wrong("too-long", String(MAX_TEMPLATE));
    return expression;
  }

  #pick(value: Value, path: string, at: string, known: Known): void {
    const wrong = (code: Problem["code"], about?: string): void => value.wrongAt(at, code, about);
    const [root = "", step = ""] = path.split(".");
    if (!scopeRoots.some((one) => one === root)) wrong("unknown-root", root.slice(0, 40));
    else if (root === "steps" && !known.steps.includes(step)) wrong("unknown-step", step.slice(0, 40));
    else if (root === "item" && !known.item) wrong("no-item");
    else if (root === "event" && !known.event) wrong("no-event");
  }
}
