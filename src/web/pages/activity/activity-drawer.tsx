import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { ActivityEntry, ActivityStory } from "#contract/activity.ts";
import { activityFilter, type ActivityFilter } from "#contract/activity-filter.ts";
import { fetchStory } from "../../api/activity-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useSingleKey } from "../../ui/single-keys.ts";
import { Answer } from "../../ui/states.tsx";
import { DiffTab } from "./diff-tab.tsx";
import { EventTab } from "./event-tab.tsx";
import { RequestsTab } from "./requests-tab.tsx";
import { StepsTab } from "./steps-tab.tsx";
import { SummaryTab } from "./summary-tab.tsx";
import { WhyTab } from "./why-tab.tsx";

type Tab = NonNullable<ActivityFilter["tab"]>;
const tabs: readonly Tab[] = ["summary", "diff", "why", "steps", "requests", "event"];

interface Props {
  readonly id: string;
  readonly entries: readonly ActivityEntry[];
  readonly onOpen: (id: string | undefined) => void;
}

/** One entry in a drawer with an address of its own. j and k go to its neighbours, Escape closes. */
export function ActivityDrawer({ id, entries, onOpen }: Props): ReactElement {
  const query = useQuery({ queryKey: ["activity", "story", id], queryFn: () => fetchStory(id) });
  const at = entries.findIndex((entry) => entry.id === id);
  const [previous, next] = at === -1 ? [undefined, undefined] : [entries[at - 1]?.id, entries[at + 1]?.id];
  useSingleKey(({ key }) => {
    const to = key === "j" ? next : key === "k" ? previous : undefined;
    if (to !== undefined) onOpen(to);
    return to !== undefined;
  }, true);
  return (
    <Dialog kind="drawer" title={<bdi>{query.data?.title ?? text("activity.title")}</bdi>} open onClose={() => onOpen(undefined)}>
      <div className="row-of">
        <Button small disabled={previous === undefined} onClick={() => onOpen(previous)}>
          {text("activity.previous")}
        </Button>
        <Button small disabled={next === undefined} onClick={() => onOpen(next)}>
          {text("activity.next")}
        </Button>
      </div>
      <Answer query={query}>{(story) => <Story key={story.id} story={story} />}</Answer>
    </Dialog>
  );
}

function Story({ story }: { readonly story: ActivityStory }): ReactElement {
  const { tab = "summary" } = useSearch({ from: "/activity" });
  const navigate = useNavigate({ from: "/activity" });
  const show = (next: Tab): void => void navigate({ search: (old) => activityFilter.parse({ ...old, tab: next }), replace: true });
  return (
    <>
      <nav aria-label={text("activity.tabs")} className="tabs">
        {tabs.map((one) => (
          <button key={one} type="button" aria-current={one === tab ? "true" : undefined} onClick={() => show(one)}>
            {text(`activity.tab.${one}`)}
          </button>
        ))}
      </nav>
      {tab === "summary" && <SummaryTab story={story} />}
      {tab === "diff" && <DiffTab story={story} />}
      {tab === "why" && <WhyTab story={story} onTab={show} />}
      {tab === "steps" && <StepsTab steps={story.steps} />}
      {tab === "requests" && <RequestsTab story={story} />}
      {tab === "event" && <EventTab story={story} />}
    </>
  );
}
