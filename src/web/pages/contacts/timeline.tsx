import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { CalendarDays, ListTodo, NotebookPen, Siren, UserRound, type LucideIcon } from "lucide-react";
import { useRef, type KeyboardEvent, type ReactElement } from "react";
import type { TimelineItem } from "#contract/contact-360.ts";
import { timelineKinds } from "#contract/contact-filter.ts";
import type { Entity } from "#core/bridge.ts";
import { fetchTimeline } from "../../api/contact-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Loading } from "../../ui/states.tsx";

type Kind = (typeof timelineKinds)[number];

const kindOf: Readonly<Record<Entity, Kind>> = {
  contact: "contact",
  business: "contact",
  "contact-facts": "contact",
  task: "tasks",
  "case-task": "tasks",
  "follow-up": "tasks",
  action: "tasks",
  timeline: "notes",
  "timeline-note": "notes",
  "alert-note": "notes",
  appointment: "appointments",
  "case-note": "incidents",
  "case-tags": "incidents",
  board: "incidents",
  "new-contact": "incidents",
};

const icons: Readonly<Record<Kind, LucideIcon>> = {
  contact: UserRound,
  tasks: ListTodo,
  notes: NotebookPen,
  appointments: CalendarDays,
  incidents: Siren,
};

const entitiesOf = (kind: Kind | undefined): readonly string[] =>
  kind === undefined ? [] : Object.entries(kindOf).flatMap(([entity, own]) => (own === kind ? [entity] : []));

/** Everything that happened to a contact and to what hangs on it, newest first. j and k move from one to the next, Enter opens. */
export function Timeline({ id }: { readonly id: string }): ReactElement {
  const { only } = useSearch({ from: "/contacts/$id" });
  const list = useRef<HTMLOListElement>(null);
  const query = useInfiniteQuery({
    queryKey: ["contact", id, "timeline", only],
    queryFn: ({ pageParam }) => fetchTimeline(id, entitiesOf(only), pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-labelledby="timeline">
      <h2 id="timeline">{text("timeline.title")}</h2>
      <nav className="chips" aria-label={text("timeline.filter")}>
        {[undefined, ...timelineKinds].map((kind) => (
          <span key={kind ?? "all"} className="chip" data-current={kind === only}>
            <Link to="/contacts/$id" params={{ id }} search={{ only: kind }} aria-current={kind === only ? "true" : undefined} replace>
              {text(kind === undefined ? "timeline.all" : `timeline.${kind}`)}
            </Link>
          </span>
        ))}
      </nav>
      {query.isError && <ProblemCard error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.isSuccess && items.length === 0 && <p className="muted">{text("contact.noHistory")}</p>}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- j and k only move the focus between the entries below */}
      <ol className="history" ref={list} onKeyDown={moveFocus}>
        {items.map((item) => (
          <Step key={item.id} item={item} />
        ))}
      </ol>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text("timeline.more")}
        </Button>
      )}
    </section>
  );
}

function Step({ item }: { readonly item: TimelineItem }): ReactElement {
  const Icon = icons[kindOf[item.entity]];
  return (
    <li>
      <details>
        <summary>
          <Icon size={15} aria-hidden />
          <span>
            <span className="muted">{text(`entity.${item.entity}`)}</span> <bdi>{item.title === null ? "" : `${item.title.slice(0, 200)}: `}</bdi>
            <bdi>{item.sentence}</bdi>
          </span>
          <span className="muted when">
            <Ago at={item.at} />
          </span>
        </summary>
        <p className="muted">
          {text("timeline.because")} <bdi>{item.chain.join(" → ")}</bdi>
        </p>
      </details>
    </li>
  );
}

function moveFocus(event: KeyboardEvent<HTMLOListElement>): void {
  const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("summary")];
  all[all.indexOf(document.activeElement as HTMLElement) + step]?.focus();
}
