import { isErrorCode, registry } from "#core/error-registry.ts";
import type { JournalRow } from "#core/ports/store.ts";

/** What entries about workflows and their runs say in their detail. */
interface WorkflowDetail {
  readonly workflow?: string;
  readonly step?: string;
  readonly operation?: string;
  readonly code?: string;
  readonly asked?: string;
  readonly made?: string;
  readonly version?: number;
  readonly mode?: string;
  readonly removed?: boolean;
  readonly secret?: string;
  readonly address?: string;
  readonly name?: string;
}

const askedSentences: Readonly<Record<string, string>> = {
  replay: "A person had a workflow's run begun again.",
  retry: "A person had a workflow's run taken up.",
  done: "A person said that a workflow's step was done.",
  approve: "A person approved what a workflow's run asked.",
  refuse: "A person refused what a workflow's run asked.",
  cancel: "A person ended a workflow's run.",
};

/** `incident.alert-routes-v2.delete` as people may read it: "alert routes: delete". */
function deedWords(operation: string): string {
  const [, ...parts] = operation.split(".");
  return JSON.stringify(parts.length === 0 ? operation : parts.map((part) => part.replace(/-v\d+$/u, "").replaceAll("-", " ")).join(": "));
}

/** An entry about a workflow as a sentence; null for one that is about none. */
export function workflowSentence({ kind, detail }: Pick<JournalRow, "kind" | "detail">, where: string): string | null {
  const { workflow, step = "", operation = "", code, ...said } = detail as WorkflowDetail;
  if (workflow === undefined || "connectionPaused" in detail) return null;
  const because = isErrorCode(code) ? `: ${registry[code].title}` : "";
  switch (kind) {
    case "write":
      return `A workflow's step "${step}" did ${deedWords(operation)}${where}.`;
    case "failed":
      return `A workflow's step "${step}" failed at ${deedWords(operation)}${where}${because}.`;
    case "parked":
      return `A workflow's run was set aside${step === "" ? "" : ` at "${step}"`}${because}.`;
    case "asked":
      return askedSentences[said.asked ?? ""] ?? null;
    case "config":
      return configSentence(said);
    default:
      return null;
  }
}

const addressSentences: Readonly<Record<string, string>> = {
  given: "A person gave a workflow the address",
  removed: "A person took from a workflow the address",
  off: "A receiver wants no more webhooks, so a workflow's address was switched off:",
};

function configSentence({ made, version, mode, removed, secret, address, name = "" }: WorkflowDetail): string | null {
  if (address !== undefined) return addressSentences[address] === undefined ? null : `${addressSentences[address]} "${name}".`;
  if (made !== undefined) return `A person made the workflow "${made}".`;
  if (secret !== undefined) return "A person made a secret for a workflow's own address.";
  if (version !== undefined) return `A person published version ${String(version)} of a workflow.`;
  if (mode !== undefined) return mode === "off" ? "A person switched a workflow off." : `A person switched a workflow to ${mode}.`;
  return removed === true ? "A person removed a workflow." : null;
}

/** What began a run, in words; null where it is not one of a workflow's own causes. */
export function workflowCause(kind: string, rest: readonly string[]): string | null {
  const [first = ""] = rest;
  if (kind === "schedule" && first !== "") return `the schedule, ${first}`;
  if (kind === "call" && first !== "") return `a call to the workflow's own address, ${first}`;
  if (kind === "own" && first !== "") return `what happened here, ${first}`;
  if (kind === "run" && first !== "") return `another workflow's run, ${first}`;
  if (kind === "replay" && first !== "") return `a run begun again from ${first}`;
  return kind === "workflow" && first !== "" ? `what a workflow's run wrote, ${first.split(":")[1] ?? first}` : null;
}
