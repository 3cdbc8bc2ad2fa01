import type { Instant } from "#core/ids.ts";
import { fill, templatesIn, type Expression, type Json, type Scope } from "#core/workflow/expression.ts";
import type { StepRecord } from "#core/workflow/run.ts";
import type { TextRenderer } from "./workflow-ports.ts";

/** A step that a run comes to for the first time. */
export const newStep = (path: string, kind: StepRecord["kind"], startedAt: Instant): StepRecord => ({
  path,
  kind,
  state: "waiting",
  input: null,
  output: null,
  error: null,
  attempts: 0,
  firstFailedAt: null,
  startedAt,
  endedAt: null,
  dueAt: null,
  shadow: false,
});

/** The value of an expression with its texts rendered. Throws `HW_STEP_TEXT`. */
export async function filledWith(texts: TextRenderer, expression: Expression, scope: Scope): Promise<Json> {
  const templates = templatesIn(expression);
  return fill(expression, scope, templates.length === 0 ? [] : await texts.render(templates, scope));
}
