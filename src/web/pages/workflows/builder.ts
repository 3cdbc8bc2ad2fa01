import { createContext, useContext } from "react";
import type { WorkflowDetail } from "#contract/workflows.ts";
import type { CatalogItem } from "#core/catalog/operation.ts";
import type { Step, TriggerSource, WorkflowDefinition } from "#core/workflow/definition.ts";
import type { Shapes } from "#core/workflow/edit/known-at.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { Draft } from "./use-draft.ts";

/** Data that the steps are seen with: of a real event, of a run, or of a test. */
export interface Sample {
  /** In words, where it is from. */
  readonly from: string;
  readonly trigger: Json;
  /** What steps brought, by their ids. */
  readonly steps: Readonly<Record<string, Json>>;
}

/** What every part of the builder knows and may do. */
export interface Builder {
  readonly id: string;
  readonly definition: WorkflowDefinition;
  readonly items: readonly CatalogItem[];
  /** Where its steps may send webhooks. */
  readonly addresses: WorkflowDetail["addresses"];
  readonly shapes: Shapes;
  readonly sample: Sample | null;
  readonly setSample: (sample: Sample | null) => void;
  /** False for who may only look. */
  readonly mayBuild: boolean;
  /** Id of the chosen step; null: the trigger. */
  readonly chosen: string | null;
  readonly choose: (id: string | null) => void;
  /** Changes the definition; `typing` names the field that is being typed into, so that a word is one step of undo. */
  readonly edit: Draft["edit"];
}

const Given = createContext<Builder | null>(null);
export const BuilderParts = Given.Provider;

export function useBuilder(): Builder {
  const builder = useContext(Given);
  // oxlint-disable-next-line house/no-bare-error -- a mistake in the code, which nobody who uses the page can cause
  if (builder === null) throw new Error("stands outside the builder");
  return builder;
}

/** What a form of a step is given. */
export interface StepFormProps<Kind extends Step["kind"]> {
  readonly step: Extract<Step, { kind: Kind }>;
  readonly onChange: (step: Extract<Step, { kind: Kind }>, typing?: string) => void;
}

/** What tells that more of these events may have come. */
export const topicsOf = (events: ReturnType<typeof beginningEvents>): readonly string[] =>
  events?.source === "highwire" ? ["activity", "run"] : ["work"];

/** The events that begin a workflow, of which some may have come; null where it begins otherwise. */
export const beginningEvents = ({ trigger }: WorkflowDefinition): { readonly source: TriggerSource; readonly types: readonly string[] } | null =>
  trigger.kind === "event" ? { source: trigger.source, types: trigger.types } : null;
