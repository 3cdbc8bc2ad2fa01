import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import type { ListedRecord } from "#contract/dashboards.ts";
import type { DashboardFilter } from "#contract/dashboard-filter.ts";
import { fetchList, type ListName } from "../../api/dashboard-calls.ts";
import { text } from "../../i18n/text.ts";
import { clockTime, dayTime } from "../../i18n/time.ts";
import { Ago } from "../../ui/ago.tsx";
import { Answer } from "../../ui/states.tsx";

/** Rows of a list that stand open; the rest is folded away. */
const SHOWN = 5;
const DAYS = 7;
const DAY_MS = 86_400_000;

/** The records behind a chart; their personal values stay masked, the contact's page shows them to whoever may see them. */
export function RecordsBeside({ list, filter }: { readonly list: ListName | undefined; readonly filter: DashboardFilter }): ReactElement | null {
  const { location, flow } = filter;
  const query = useQuery({
    queryKey: ["dashboards", "list", list, location, flow],
    queryFn: () => fetchList(list ?? "overdue-tasks", filter),
    enabled: list !== undefined,
    meta: { topics: [] },
  });
  if (list === undefined) return null;
  return (
    <section className="beside">
      <h3>{text(`dashboards.list.${list}`)}</h3>
      <Answer query={query} lines={3}>
        {({ records, asOf }) =>
          list === "next-appointments" ? (
            <Week records={records} from={asOf} />
          ) : records.length === 0 ? (
            <None list={list} />
          ) : (
            <Records list={list} records={records} />
          )
        }
      </Answer>
    </section>
  );
}

const None = ({ list }: { readonly list: ListName }): ReactElement => <p className="muted">{text(`dashboards.none.${list}`)}</p>;

function Records({ list, records }: { readonly list: ListName; readonly records: readonly ListedRecord[] }): ReactElement {
  const row = (record: ListedRecord): ReactElement => (
    <li key={record.id}>
      <span>
        {list === "latest-notes" ? text("dashboards.note") : <bdi>{record.title ?? text("dashboards.untitled")}</bdi>}
        <About contact={record.contact} />
      </span>
      {record.at !== null && (
        <span className="muted">{list === "overdue-tasks" ? <WithAgo text={text("dashboards.due")} at={record.at} /> : <Ago at={record.at} />}</span>
      )}
    </li>
  );
  return (
    <>
      <ul className="beside-list">{records.slice(0, SHOWN).map(row)}</ul>
      {records.length > SHOWN && (
        <details>
          <summary>{text("dashboards.more", { count: records.length - SHOWN })}</summary>
          <ul className="beside-list">{records.slice(SHOWN).map(row)}</ul>
        </details>
      )}
    </>
  );
}

const WithAgo = ({ text: words, at }: { readonly text: string; readonly at: number }): ReactNode => (
  <>
    {words} <Ago at={at} />
  </>
);

function About({ contact }: Pick<ListedRecord, "contact">): ReactElement | null {
  if (contact === null) return null;
  return (
    <>
      {" · "}
      <Link to="/contacts/$id" params={{ id: contact.id }} search={{}}>
        <bdi>{contact.name ?? text("dashboards.contact")}</bdi>
      </Link>
    </>
  );
}

/** Seven days, today first, each with what is booked. */
function Week({ records, from }: { readonly records: readonly ListedRecord[]; readonly from: number }): ReactElement {
  const days = Array.from({ length: DAYS }, (_, index) => from + index * DAY_MS);
  return (
    <ol className="week">
      {days.map((day) => {
        const own = records.filter(({ at }) => at !== null && dayTime(at) === dayTime(day));
        return (
          <li key={day} data-some={own.length > 0}>
            <strong>{dayTime(day)}</strong>
            {own.length === 0 ? (
              <span className="muted">{text("dashboards.week.none")}</span>
            ) : (
              <ul className="plain">
                {own.map((record) => (
                  <li key={record.id}>
                    {record.at !== null && <time dateTime={new Date(record.at).toISOString()}>{clockTime(record.at)}</time>}{" "}
                    {record.contact === null ? (
                      <bdi>{record.title ?? text("dashboards.untitled")}</bdi>
                    ) : (
                      <Link to="/contacts/$id" params={{ id: record.contact.id }} search={{}}>
                        <bdi>{record.contact.name ?? text("dashboards.contact")}</bdi>
                      </Link>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ol>
  );
}
