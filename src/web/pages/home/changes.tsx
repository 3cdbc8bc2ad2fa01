import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { ChartData } from "#contract/dashboards.ts";
import { fetchChart } from "../../api/dashboard-calls.ts";
import { text } from "../../i18n/text.ts";
import { clockTime } from "../../i18n/time.ts";
import { Answer } from "../../ui/states.tsx";

const [WIDTH, HEIGHT, EDGE] = [480, 48, 3];

/** What was written over the day, in one line and one sentence. A plain line: the library of the dashboards is not fetched for it. */
export function Changes(): ReactElement {
  const query = useQuery({
    queryKey: ["home-changes"],
    queryFn: () => fetchChart("contacts", {}, "drawn"),
    staleTime: 30_000,
    meta: { topics: ["config"] },
  });
  return (
    <section className="panel" aria-labelledby="changes">
      <h2 id="changes">{text("home.changes")}</h2>
      <Answer query={query} lines={2}>
        {(data) => <Spark data={data} />}
      </Answer>
      <Link to="/dashboards" search={{}}>
        {text("home.changes.more")}
      </Link>
    </section>
  );
}

function Spark({ data }: { readonly data: ChartData }): ReactElement {
  const sums = data.points.map(({ at, values }) => ({ at: at ?? 0, sum: values.reduce<number>((sum, value) => sum + (value ?? 0), 0) }));
  const most = sums.reduce((best, one) => (one.sum > best.sum ? one : best), { at: 0, sum: 0 });
  if (most.sum === 0) return <p className="muted">{text("home.changes.none")}</p>;
  const place = ({ sum }: { readonly sum: number }, index: number): string =>
    `${String(Math.round((index / Math.max(1, sums.length - 1)) * WIDTH))},${String(Math.round(HEIGHT - EDGE - (sum / most.sum) * (HEIGHT - 2 * EDGE)))}`;
  return (
    <>
      <p>{text("home.changes.sentence", { count: sums.reduce((all, { sum }) => all + sum, 0), hour: clockTime(most.at) })}</p>
      <svg className="home-spark" viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} preserveAspectRatio="none" aria-hidden>
        <polyline points={sums.map(place).join(" ")} fill="none" stroke="var(--hw-accent)" strokeWidth={2} vectorEffect="non-scaling-stroke" />
      </svg>
    </>
  );
}
