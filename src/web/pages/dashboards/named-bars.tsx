import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { ChartData, ChartName } from "#contract/dashboards.ts";
import { useErrors } from "../../api/error-calls.ts";
import { text } from "../../i18n/text.ts";
import { columnName, shownValue } from "./figures.ts";

/** A bar for each name, the longest first: plain elements, read as a list. */
export function NamedBars({ chart, data }: { readonly chart: ChartName; readonly data: ChartData }): ReactElement {
  const most = Math.max(1, ...data.points.map(({ values }) => values[0] ?? 0));
  return (
    <ol className="named-bars">
      {data.points.map(({ name, values }) => (
        <li key={name ?? ""}>
          <div className="named-head">
            <NameOf chart={chart} name={name} />
            <span className="muted">
              {data.columns
                .map((column, index) => `${shownValue(column.key, values[index] ?? null)} ${columnName(column).toLowerCase()}`)
                .join(" · ")}
            </span>
          </div>
          <div className="named-bar" style={{ inlineSize: `${String(Math.max(1, ((values[0] ?? 0) / most) * 100))}%` }} aria-hidden />
        </li>
      ))}
    </ol>
  );
}

function NameOf({ chart, name }: { readonly chart: ChartName; readonly name: string | null }): ReactElement {
  const errors = useErrors();
  if (name === null) return <span>{text("dashboards.unnamed")}</span>;
  if (chart !== "errors") return <bdi>{name}</bdi>;
  return (
    <Link to="/activity" search={{ error: name, result: "failed" }}>
      {errors?.find(({ code }) => code === name)?.title ?? name}
    </Link>
  );
}
