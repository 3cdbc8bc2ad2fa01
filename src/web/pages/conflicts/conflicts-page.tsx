import "./conflicts.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState, type ReactElement } from "react";
import type { ConflictCauseView, InboxItem } from "#contract/conflicts.ts";
import { fetchCauses, fetchInbox, type Cause } from "../../api/conflict-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Page } from "../../ui/page.tsx";
import { Answer, Empty } from "../../ui/states.tsx";
import { Glossed } from "../../ui/term.tsx";
import { ConflictDetail } from "./conflict-detail.tsx";
import { useInboxKeys } from "./inbox-keys.ts";
import { SettledBar, useSettling, type Settling } from "./settling.tsx";

const isSame = (one: Cause, other: Cause): boolean => one.flow === other.flow && one.kind === other.kind && one.field === other.field;
const none: readonly InboxItem[] = [];
const causeTitle = ({ kind, label }: Pick<ConflictCauseView, "kind" | "label">): string => text(`conflicts.cause.${kind}`, { field: label });

/** Conflicts by cause on one side, the one that is open on the other; one decision can settle all of a cause. */
export function ConflictsPage(): ReactElement {
  const causes = useQuery({ queryKey: ["conflicts", "causes"], queryFn: fetchCauses });
  const settling = useSettling();
  return (
    <Page title={text("conflicts.title")} needs="operate" lead={<Glossed words={["conflict", "record"]}>{text("conflicts.lead")}</Glossed>}>
      <SettledBar settling={settling} />
      <Answer query={causes}>
        {(found) =>
          found.length === 0 ? (
            <Empty title={text("conflicts.none.title")}>{text("conflicts.none.body")}</Empty>
          ) : (
            <Inbox causes={found} settling={settling} />
          )
        }
      </Answer>
    </Page>
  );
}

/** The cause that the address names, else the first; of its records the one that it names, else the first. */
function Inbox({ causes, settling }: { readonly causes: readonly ConflictCauseView[]; readonly settling: Settling }): ReactElement {
  const search = useSearch({ from: "/conflicts" });
  const navigate = useNavigate({ from: "/conflicts" });
  const { flow, kind, field } = search;
  const cause = causes.find((one) => isSame(one, { flow: flow ?? one.flow, kind: kind ?? one.kind, field: field ?? one.field })) ?? causes[0];
  const records = useInbox(cause);
  const inbox = records.data ?? none;
  const open = useCallback((id: string) => void navigate({ search: (old) => ({ ...old, id }), replace: true }), [navigate]);
  const [place, setPlace] = useState(0);
  const at = inbox.findIndex(({ id }) => id === search.id);
  if (at >= 0 && at !== place) setPlace(at);
  // Where the settled one stood, the next one stands now.
  const item = inbox[at >= 0 ? at : Math.min(place, Math.max(0, inbox.length - 1))];
  useInboxKeys({ cause, item, inbox, open, settling });
  if (cause === undefined) return <Empty title={text("conflicts.none.title")}>{text("conflicts.none.body")}</Empty>;
  return (
    <div className="inbox">
      <div className="inbox-list">
        <CauseList causes={causes} chosen={cause} />
        <Answer query={records} lines={3}>
          {(items) => <RecordList items={items} chosen={item?.id} />}
        </Answer>
        <p className="muted small">{text("conflicts.keys")}</p>
      </div>
      <div className="inbox-detail">{item !== undefined && <ConflictDetail key={item.id} id={item.id} cause={cause} settling={settling} />}</div>
    </div>
  );
}

function useInbox(cause: ConflictCauseView | undefined) {
  return useQuery({
    queryKey: ["conflicts", "inbox", cause?.flow, cause?.kind, cause?.field],
    queryFn: async () => (cause === undefined ? [] : fetchInbox(cause)),
    placeholderData: (previous) => previous,
  });
}

function CauseList({ causes, chosen }: { readonly causes: readonly ConflictCauseView[]; readonly chosen: Cause }): ReactElement {
  return (
    <nav aria-label={text("conflicts.causes")}>
      <ul>
        {causes.map((cause) => {
          const { flow, kind, field, open, since, flowName } = cause;
          return (
            <li key={`${flow} ${kind} ${field}`}>
              <Link
                to="/conflicts"
                search={{ flow, kind, field }}
                aria-current={isSame(cause, chosen) ? "true" : undefined}
                activeOptions={{ exact: true }}
              >
                <strong>
                  <bdi>{causeTitle(cause)}</bdi>
                </strong>
                <span className="muted">
                  <bdi>{text("conflicts.count", { count: open, flow: flowName })}</bdi> · {text("conflicts.since")} <Ago at={since} />
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function RecordList({ items, chosen }: { readonly items: readonly InboxItem[]; readonly chosen: string | undefined }): ReactElement {
  return (
    <nav aria-label={text("conflicts.records")}>
      <ul className="records">
        {items.map(({ id, name, openedAt, assignee }) => (
          <li key={id}>
            <Link from="/conflicts" to="/conflicts" search={(old) => ({ ...old, id })} aria-current={id === chosen ? "true" : undefined}>
              <bdi>{name ?? text("conflicts.unnamed")}</bdi>
              <span className="muted">
                {assignee !== null && (
                  <>
                    <bdi>{assignee}</bdi> ·{" "}
                  </>
                )}
                <Ago at={openedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
