import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState, type ReactElement } from "react";
import type { ActivityStory, ActivityVerb } from "#contract/activity.ts";
import { undo } from "../../api/activity-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Diagnosis } from "./diagnosis.tsx";
import { ResultBadge } from "./result-badge.tsx";
import { IgnoreDialog, Outcome, useVerbs, type Verbs } from "./verbs.tsx";

const states = ["parked", "excluded", "active", "unlinked", "tombstone"] as const;

/** What happened in a sentence, what went wrong, and what can be done now. */
export function SummaryTab({ story }: { readonly story: ActivityStory }): ReactElement {
  const verbs = useVerbs();
  const { contactId, linkState, code } = story;
  const known = states.find((state) => state === linkState);
  return (
    <>
      <p className="outcome">
        <ResultBadge result={story.result} /> <bdi>{story.sentence}</bdi>
      </p>
      <Outcome verbs={verbs} />
      {code !== null && <Diagnosis code={code} contactId={contactId} />}
      <Acts story={story} verbs={verbs} />
      <dl className="facts-list">
        <Fact name={text("activity.when")} value={exactTime(story.at)} />
        {story.flowName !== null && <Fact name={text("activity.flow")} value={story.flowName} />}
        {story.tookMs !== null && <Fact name={text("activity.duration")} value={text("activity.took", { seconds: story.tookMs / 1_000 })} />}
        {known !== undefined && <Fact name={text("activity.state")} value={text(`activity.state.${known}`)} />}
      </dl>
      {contactId !== null && (
        <p>
          <Link to="/contacts/$id" params={{ id: contactId }} search={{}}>
            {text("activity.evidence.link")}
          </Link>{" "}
          ·{" "}
          <Link to="/activity" search={{ contact: contactId }}>
            {text("activity.filter.contact")}
          </Link>
        </p>
      )}
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

/** What can be done now, each with its effect beside it. */
function Acts({ story, verbs }: { readonly story: ActivityStory; readonly verbs: Verbs }): ReactElement {
  const [asking, setAsking] = useState<ActivityVerb | null>(null);
  const may = { operate: useMay("operate"), build: useMay("build") };
  const { id, contactId } = story;
  const chosen = { contacts: [contactId ?? ""] };
  const run: Readonly<Record<ActivityVerb, () => void>> = {
    retry: () => verbs.retry(chosen),
    replay: () => verbs.replay(id),
    resync: () => verbs.resync(id),
    ignore: () => setAsking("ignore"),
    undo: () => setAsking("undo"),
  };
  return (
    <>
      <ul className="acts">
        {story.verbs
          .filter((verb) => (verb === "undo" ? may.build : may.operate))
          .map((verb) => (
            <li key={verb}>
              <Button small busy={verbs.busy} aria-describedby={`effect-${verb}`} onClick={run[verb]}>
                {text(`activity.verb.${verb}`)}
              </Button>
              <span id={`effect-${verb}`} className="muted small">
                {text(`activity.effect.${verb}`)}
              </span>
            </li>
          ))}
      </ul>
      <IgnoreDialog
        open={asking === "ignore"}
        count={1}
        onClose={() => setAsking(null)}
        onIgnore={(reason) => {
          verbs.ignore(chosen, reason);
          setAsking(null);
        }}
      />
      {asking === "undo" && <UndoDialog id={id} verbs={verbs} onClose={() => setAsking(null)} />}
    </>
  );
}

/** Tells what taking a write back would do, as the server rehearses it, before it is done. */
function UndoDialog({ id, verbs, onClose }: { readonly id: string; readonly verbs: Verbs; readonly onClose: () => void }): ReactElement {
  const rehearsal = useMutation({ mutationFn: () => undo(id, true) });
  const { mutate } = rehearsal;
  useEffect(() => mutate(), [mutate]);
  return (
    <Confirm
      title={text("activity.undo.title")}
      act={text("activity.verb.undo")}
      open
      busy={rehearsal.isPending}
      onClose={onClose}
      onConfirm={() => {
        verbs.undo(id);
        onClose();
      }}
    >
      <output>
        {rehearsal.data === undefined
          ? text("activity.undo.looking")
          : text("activity.undo.effect", {
              restored: rehearsal.data.restored,
              removed: rehearsal.data.removed,
              changed: rehearsal.data.changedSince,
            })}
      </output>
      {rehearsal.isError && <ProblemCard error={rehearsal.error} />}
    </Confirm>
  );
}
