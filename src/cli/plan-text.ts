import type { ApplyResult, PlanItem, PlanSymbol, SyncPlan } from "#core/sync/sync-plan.ts";
import { oneLine, type Output } from "./output.ts";
import { timeText } from "./progress.ts";

/** `plain` words for the symbols, where only ASCII is wanted. */
const plainWords: Readonly<Record<PlanSymbol, string>> = { "+": "create", "~": "update", "=": "same", "⊘": "skip", "⚠": "person", "-": "delete" };
const paints: Readonly<Record<PlanSymbol, Parameters<Output["paint"]>[0]>> = {
  "+": "green",
  "~": "cyan",
  "=": "dim",
  "⊘": "dim",
  "⚠": "yellow",
  "-": "red",
};
/** Order of the groups; deletes come last and always show. */
const order: readonly PlanSymbol[] = ["+", "~", "=", "⊘", "⚠", "-"];

/** One line for each record, grouped by symbol, then the summary. */
export function tellPlan(output: Output, plan: SyncPlan, all: boolean): void {
  for (const symbol of order) {
    for (const item of plan.items) if (item.symbol === symbol && (all || symbol !== "=")) output.data(itemLine(output, item));
  }
  output.data(planSummary(plan));
}

function itemLine(output: Output, item: PlanItem): string {
  const title = oneLine(item.title);
  if (output.style.plain) return [plainWords[item.symbol], title, item.leftId ?? "", item.rightId ?? "", oneLine(item.because)].join("\t");
  return `${output.paint(paints[item.symbol], item.symbol)} ${title}  ${output.paint("dim", oneLine(item.because))}`;
}

/** `Create 214, update 1,032, leave 8,754 alone, skip 19, 6 need you. Deletes 0. About 1,470 calls, 2 min 10 s.` */
export function planSummary(plan: Pick<SyncPlan, "counts" | "estimatedCalls" | "estimatedSeconds">): string {
  const { counts, estimatedCalls } = plan;
  const number = (value: number): string => value.toLocaleString("en-US");
  const calls = estimatedCalls.highlevel + estimatedCalls.incident;
  // 200,000 calls a day is HighLevel's published limit of a location.
  const share = `${((estimatedCalls.highlevel / 200_000) * 100).toFixed(1)} % of a day's HighLevel quota`;
  return [
    `Create ${number(counts.create)}, update ${number(counts.update)}, leave ${number(counts.same)} alone, skip ${number(counts.skip)}, ${number(counts.needsPerson)} need you.`,
    `Deletes ${number(counts.delete)}.`,
    calls === 0 ? "No calls." : `About ${number(calls)} calls, ${timeText(Math.max(1, plan.estimatedSeconds))}, ${share}.`,
  ].join(" ");
}

/** What became of a plan, in one sentence. */
export function applySummary(result: ApplyResult): string {
  const parts = [
    `Applied ${String(result.applied)}`,
    `${String(result.unchanged)} needed nothing`,
    ...(result.drifted > 0 ? [`${String(result.drifted)} had changed since the plan and were left alone`] : []),
    ...(result.failed > 0 ? [`${String(result.failed)} failed`] : []),
    ...(result.needsPerson > 0 ? [`${String(result.needsPerson)} need you`] : []),
  ];
  return `${parts.join(", ")}.`;
}
