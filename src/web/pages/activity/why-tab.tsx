import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { ActivityStory } from "#contract/activity.ts";
import type { ActivityFilter } from "#contract/activity-filter.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";

type Evidence = NonNullable<ActivityStory["why"][number]["evidence"]>;
type Tab = NonNullable<ActivityFilter["tab"]>;

/** From cause to outcome, each clause with where one can look for oneself. */
export function WhyTab({ story, onTab }: { readonly story: ActivityStory; readonly onTab: (tab: Tab) => void }): ReactElement {
  return (
    <ol className="why-chain">
      {story.why.map(({ text: clause, evidence }) => (
        <li key={clause}>
          <bdi>{clause}</bdi> {evidence !== null && <See evidence={evidence} onTab={onTab} />}
        </li>
      ))}
    </ol>
  );
}

function See({ evidence, onTab }: { readonly evidence: Evidence; readonly onTab: (tab: Tab) => void }): ReactElement {
  const words = text(`activity.evidence.${evidence.kind}`);
  switch (evidence.kind) {
    case "event":
    case "calls":
      return (
        <Button small look="quiet" onClick={() => onTab(evidence.kind === "event" ? "event" : "requests")}>
          {words}
        </Button>
      );
    case "link":
      return (
        <Link to="/contacts/$id" params={{ id: evidence.id }} search={{}}>
          {words}
        </Link>
      );
    case "entry":
      return (
        <Link from="/activity" to="/activity" search={(old) => ({ ...old, entry: evidence.id, tab: undefined })}>
          {words}
        </Link>
      );
    case "rule":
      return (
        <Link to="/activity" search={{ flow: evidence.flow, result: "settings" }}>
          {words}
        </Link>
      );
  }
}
