import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { ContactAround } from "#contract/contact-360.ts";
import type { ContactDetail } from "#contract/contacts.ts";
import { completeTask } from "../../api/contact-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Ago, useClock } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Value } from "../../ui/value.tsx";

interface Props {
  readonly contact: ContactDetail;
  readonly around: ContactAround;
}

/** What hangs on a contact now. */
export function ContactAside({ contact, around }: Props): ReactElement {
  const tags = contact.fields.find(({ field }) => field === "tags")?.highlevel ?? null;
  const { tasks, nextAppointment: next, notes, incidents } = around;
  return (
    <aside className="c360-side" aria-label={text("side.title")}>
      <Part title={text("side.incidents")} empty={incidents.length === 0}>
        <ul className="plain">
          {incidents.map(({ id, title }) => (
            <li key={id ?? title}>
              <bdi>{title}</bdi>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={text("side.tasks")} empty={tasks.length === 0}>
        <ul className="plain">
          {tasks.map((task) => (
            <Task key={task.id} task={task} />
          ))}
        </ul>
      </Part>
      <Part title={text("side.appointment")} empty={next === null}>
        {next !== null && (
          <p>
            <bdi>{next.title}</bdi>
            <br />
            <span className="muted">{exactTime(next.startAt)}</span>
          </p>
        )}
      </Part>
      <Part title={text("side.notes")} empty={notes.length === 0}>
        <ul className="plain">
          {notes.map(({ id, text: said, at }) => (
            <li key={id}>
              <bdi>{said.slice(0, 400)}</bdi>
              {at !== null && <div className="muted">{exactTime(at)}</div>}
            </li>
          ))}
        </ul>
      </Part>
      <Part title={text("side.tags")} empty={tags === null}>
        <Value value={tags} />
      </Part>
      <Health contact={contact} />
    </aside>
  );
}

function Part({ title, empty, children }: { readonly title: string; readonly empty: boolean; readonly children: ReactNode }): ReactElement {
  return (
    <section>
      <h2>{title}</h2>
      {empty ? <p className="muted">{text("side.none")}</p> : children}
    </section>
  );
}

function Task({ task }: { readonly task: ContactAround["tasks"][number] }): ReactElement {
  const may = useMay("operate");
  const client = useQueryClient();
  const complete = useMutation({ mutationFn: () => completeTask(task.id), onSettled: () => client.invalidateQueries() });
  const title = task.title.slice(0, 200);
  const isOver = useClock((now) => task.dueAt !== null && task.dueAt < now);
  return (
    <li>
      <div className="task">
        <span>
          <bdi>{title}</bdi>
          {task.dueAt !== null && (
            <span className={isOver ? "overdue" : "muted"}>{text(isOver ? "side.overdue" : "side.due", { time: exactTime(task.dueAt) })}</span>
          )}
        </span>
        {may && task.canComplete && (
          <Button
            small
            busy={complete.isPending}
            icon={<Check size={14} aria-hidden />}
            aria-label={text("side.complete.of", { title })}
            onClick={() => complete.mutate()}
          >
            {text("side.complete")}
          </Button>
        )}
      </div>
      {complete.isError && <ProblemCard error={complete.error} onRetry={() => complete.mutate()} />}
    </li>
  );
}

/** What is known of the link between the two records. */
function Health({ contact: { health, highlevelId, incidentId, bridgeName } }: { readonly contact: ContactDetail }): ReactElement {
  const time = (at: number | null): ReactNode => (at === null ? text("value.empty") : <Ago at={at} />);
  const rows: readonly (readonly [string, ReactNode])[] = [
    [text("contacts.flow"), <bdi key="flow">{bridgeName}</bdi>],
    [text("health.left"), <bdi key="left">{highlevelId ?? text("value.empty")}</bdi>],
    [text("health.right"), <bdi key="right">{incidentId ?? text("value.empty")}</bdi>],
    [
      text("health.matched"),
      health.matchedBy.length === 0
        ? text("health.unknown")
        : health.matchedBy.map((by) => text(by === "email" ? "health.by.email" : by === "phone" ? "health.by.phone" : "health.by.marker")).join(", "),
    ],
    [text("health.linked"), time(health.linkedAt)],
    [text("health.seen.left"), time(health.seenAt.highlevel)],
    [text("health.seen.right"), time(health.seenAt.incident)],
  ];
  return (
    <section>
      <h2>{text("health.title")}</h2>
      <dl className="health-list">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
