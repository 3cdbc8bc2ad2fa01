import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import type { NeedsYouItem } from "#contract/needs-you.ts";
import { fetchNeedsYou } from "../../api/activity-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { Answer, Empty } from "../../ui/states.tsx";
import { Diagnosis } from "./diagnosis.tsx";
import { IgnoreDialog, Outcome, useVerbs, type Verbs } from "./verbs.tsx";

type Parked = Extract<NeedsYouItem, { readonly kind: "parked" }>;

/** What gave up, gathered by its cause: each with its diagnosis and one act for all of it. */
export function CauseGroups(): ReactElement {
  const query = useQuery({ queryKey: ["needs-you"], queryFn: fetchNeedsYou });
  const verbs = useVerbs();
  return (
    <section aria-labelledby="causes">
      <h2 id="causes">{text("activity.causes.title")}</h2>
      <Outcome verbs={verbs} />
      <Answer query={query}>
        {(items) => {
          const parked = items.filter((item) => item.kind === "parked");
          if (parked.length === 0) return <Empty title={text("activity.causes.none.title")}>{text("activity.causes.none.body")}</Empty>;
          return (
            <ul className="cause-groups">
              {parked.map((item) => (
                <Cause key={item.id} item={item} verbs={verbs} />
              ))}
            </ul>
          );
        }}
      </Answer>
    </section>
  );
}

function Cause({ item, verbs }: { readonly item: Parked; readonly verbs: Verbs }): ReactElement {
  const [asking, setAsking] = useState(false);
  const { code, flowId, flow, count, since } = item;
  const chosen = code === null ? null : { flow: flowId, error: code };
  return (
    <li className="panel">
      <h3>{item.title ?? text("activity.causes.unknown")}</h3>
      <p className="muted">
        <bdi>{text("activity.causes.count", { count, flow })}</bdi>
        {since !== null && (
          <>
            {" · "}
            {text("activity.causes.since")} <Ago at={since} />
          </>
        )}
      </p>
      {code !== null && <Diagnosis code={code} contactId={null} />}
      <div className="row-of">
        {chosen !== null && (
          <>
            <Button small busy={verbs.busy} title={text("activity.effect.retry")} onClick={() => verbs.retry(chosen)}>
              {text("activity.verb.retry")}
            </Button>
            <Button small busy={verbs.busy} title={text("activity.effect.ignore")} onClick={() => setAsking(true)}>
              {text("activity.verb.ignore")}
            </Button>
          </>
        )}
        <Link to="/activity" search={{ flow: flowId, ...(code !== null && { error: code }) }}>
          {text("activity.causes.show")}
        </Link>
      </div>
      {chosen !== null && (
        <IgnoreDialog
          open={asking}
          count={count}
          onClose={() => setAsking(false)}
          onIgnore={(reason) => {
            verbs.ignore(chosen, reason);
            setAsking(false);
          }}
        />
      )}
    </li>
  );
}
