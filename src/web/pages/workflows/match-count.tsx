import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { Condition } from "#core/workflow/condition.ts";
import { picksIn, type Json } from "#core/workflow/expression.ts";
import { countMatches } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { useRested } from "../../ui/use-rested.ts";
import { beginningEvents, topicsOf, useBuilder } from "./builder.ts";

/** Milliseconds without a change after which it is counted. */
const REST_MS = 400;

/** Of how many of the newest events a condition holds; nothing where it looks at more than what began the run. */
export function MatchCount({ condition }: { readonly condition: Condition }): ReactElement | null {
  const { definition, mayBuild } = useBuilder();
  const rested = useRested(JSON.stringify(condition), REST_MS);
  const picks = picksIn(condition as unknown as Json);
  const isOfTrigger = picks.length > 0 && picks.every(({ path }) => path === "trigger" || path.startsWith("trigger."));
  const events = beginningEvents(definition);
  const query = useQuery({
    queryKey: ["workflow-matches", events?.source, events?.types, rested],
    queryFn: () => (events === null ? Promise.resolve({ matches: 0, of: 0 }) : countMatches(events, JSON.parse(rested))),
    enabled: mayBuild && isOfTrigger && events !== null,
    placeholderData: (before) => before,
    retry: false,
    meta: { topics: topicsOf(events) },
  });
  if (events === null || !isOfTrigger) return null;
  return <output className="wf-matches">{query.data === undefined ? "" : text("wf.matches", query.data)}</output>;
}
