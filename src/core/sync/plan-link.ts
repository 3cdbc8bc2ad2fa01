import { end, type LinkPlan, type LinkPlanInput } from "./link-plan.ts";
import { planBoth } from "./plan-both-sides.ts";
import { planMissing } from "./plan-delete.ts";
import { planSingle } from "./plan-one-side.ts";

/** Decides what happens to one link: pure, no clock, no randomness, no reading (S3). */
export function planLink(input: LinkPlanInput): LinkPlan {
  const { left, right } = input;
  if (left.kind === "found" && right.kind === "found") return planBoth(input, left.record, right.record);
  if (left.kind === "missing" || right.kind === "missing") return planMissing(input);
  if (left.kind === "found") return planSingle(input, left.record, "incident");
  if (right.kind === "found") return planSingle(input, right.record, "highlevel");
  return end(input, "tombstone", "both-deleted");
}
