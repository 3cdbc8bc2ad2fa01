import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { ActivityStory } from "#contract/activity.ts";
import { reveal } from "../../api/activity-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";

/** The event that stands behind an entry: who signed it, what was decided, and its body with every value masked. */
export function EventTab({ story }: { readonly story: ActivityStory }): ReactElement {
  const may = useMay("reveal");
  const shown = useMutation({ mutationFn: () => reveal(story.id, "event") });
  const { event } = story;
  if (event === null) return <p className="muted">{text("activity.event.none")}</p>;
  const facts = [
    ["type", event.type],
    ["id", event.eventId],
    ["received", exactTime(event.receivedAt)],
    ["signed", event.signedBy ?? text("activity.event.signed.unknown")],
    ["decision", event.decision ?? text("activity.event.pending")],
  ] as const;
  return (
    <>
      <dl className="facts-list">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{text(`activity.event.${name}`)}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {event.body === null ? <p className="muted">{text("activity.event.gone")}</p> : <pre className="raw">{shown.data?.body ?? event.body}</pre>}
      {may && event.body !== null && shown.data === undefined && (
        <p>
          <Button small busy={shown.isPending} onClick={() => shown.mutate()}>
            {text("activity.reveal.event")}
          </Button>{" "}
          <span className="muted small">{text("activity.reveal.noted")}</span>
        </p>
      )}
      {shown.isError && <ProblemCard error={shown.error} />}
    </>
  );
}
