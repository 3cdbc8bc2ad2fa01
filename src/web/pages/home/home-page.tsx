import "../../ui/tiles.css";
import "./home.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import type { ReactElement } from "react";
import type { ContactStatus } from "#contract/contacts.ts";
import type { NeedsYouItem } from "#contract/needs-you.ts";
import type { StatusView } from "#contract/status.ts";
import { fetchActivity, fetchNeedsYou } from "../../api/activity-calls.ts";
import { statusQuery } from "../../api/status-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Page } from "../../ui/page.tsx";
import { Answer } from "../../ui/states.tsx";
import type { Tone } from "../../ui/tone.ts";
import { Changes } from "./changes.tsx";
import { OneNeed } from "./one-need.tsx";
import { SetUpPanel } from "./set-up-panel.tsx";

/** How everything is, what waits for a person, and what happened last. */
export function HomePage(): ReactElement {
  const status = useQuery(statusQuery);
  const needs = useQuery({ queryKey: ["needs-you"], queryFn: fetchNeedsYou });
  return (
    <Page title={text("home.title")}>
      <Answer query={status} lines={2}>
        {(data) => <Tiles status={data} />}
      </Answer>
      {status.data !== undefined && <SetUpPanel environment={status.data.environment} />}
      <section className="panel" aria-labelledby="needs">
        <h2 id="needs">{text("home.needs")}</h2>
        <Answer query={needs} lines={3}>
          {(items) => <Needs items={items} />}
        </Answer>
      </section>
      <Changes />
      <Newest />
    </Page>
  );
}

const tiles = ["in-sync", "waiting", "conflict", "failing", "excluded"] as const satisfies readonly ContactStatus[];
const tones: Readonly<Partial<Record<ContactStatus, Tone>>> = { conflict: "warn", failing: "bad" };

/** Six figures; each leads to the contacts that it counts. */
function Tiles({ status }: { readonly status: StatusView }): ReactElement {
  const bridges = status.bridges.filter(({ entity }) => entity === "contact");
  const sum = (state: ContactStatus | "total"): number => bridges.reduce((total, { counts }) => total + counts[state], 0);
  return (
    <nav aria-label={text("home.tiles")}>
      <ul className="tiles">
        <li>
          <Link to="/contacts" search={{}} className="tile">
            <span className="tile-figure">{text("home.figure", { count: sum("total") })}</span>
            {text("home.tile.total")}
          </Link>
        </li>
        {tiles.map((state) => (
          <li key={state}>
            <Link to="/contacts" search={{ status: state }} className="tile" data-tone={sum(state) > 0 ? tones[state] : undefined}>
              <span className="tile-figure">{text("home.figure", { count: sum(state) })}</span>
              {text(`status.${state}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Needs({ items }: { readonly items: readonly NeedsYouItem[] }): ReactElement {
  if (items.length === 0)
    return (
      <p className="row-of">
        <CircleCheck size={18} aria-hidden /> {text("home.needs.none")}
      </p>
    );
  return (
    <ol className="needs">
      {items.map((item) => (
        <OneNeed key={item.id} item={item} />
      ))}
    </ol>
  );
}

function Newest(): ReactElement {
  const newest = useQuery({ queryKey: ["activity", "newest"], queryFn: () => fetchActivity({}, null, 10) });
  return (
    <section className="panel" aria-labelledby="newest">
      <h2 id="newest">{text("home.activity")}</h2>
      <Answer query={newest} lines={5}>
        {({ entries }) =>
          entries.length === 0 ? (
            <p className="muted">{text("home.activity.none")}</p>
          ) : (
            <ol className="newest">
              {entries.map((entry) => (
                <li key={entry.id}>
                  <span className="muted when">
                    <Ago at={entry.at} />
                  </span>
                  <span>
                    {entry.contactId !== null && (
                      <>
                        <Link to="/contacts/$id" params={{ id: entry.contactId }} search={{}}>
                          <bdi>{entry.title ?? text("home.unnamed")}</bdi>
                        </Link>
                        {": "}
                      </>
                    )}
                    {entry.sentence}
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Answer>
    </section>
  );
}
