import "../../ui/list-tools.css";
import "../../ui/tiles.css";
import "./dashboards.css";
import { useIsFetching, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Printer } from "lucide-react";
import { useEffect, useRef, useState, type ReactElement } from "react";
import { chartNames, type DashboardTiles } from "#contract/dashboards.ts";
import { dashboardFilter, dashboardRanges, type DashboardFilter } from "#contract/dashboard-filter.ts";
import { fetchTiles } from "../../api/dashboard-calls.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { useIsLive } from "../../shell/live.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Select } from "../../ui/select.tsx";
import { Answer, NothingFits } from "../../ui/states.tsx";
import { ChartCard } from "./chart-card.tsx";
import { Tiles } from "./dashboard-tiles.tsx";
import { sampleTiles } from "./sample-charts.ts";

/** Milliseconds between two rounds of reading charts again while things happen. */
const BEAT_MS = 10_000;

/** Everything in figures, over a time, of all or of a part. */
export function DashboardsPage(): ReactElement {
  const filter = useSearch({ from: "/dashboards" });
  const { location, flow } = filter;
  const tiles = useQuery({
    queryKey: ["dashboards", "tiles", location, flow],
    queryFn: () => fetchTiles(filter),
    meta: { topics: ["activity", "work", "config"] },
  });
  useBeat(tiles.data?.asOf);
  const [everything, print] = usePrint();
  const acts = (
    <Button icon={<Printer size={16} aria-hidden />} busy={everything} onClick={print}>
      {text("dashboards.print")}
    </Button>
  );
  return (
    <Page title={text("dashboards.title")} lead={text("dashboards.lead")} actions={acts}>
      <Answer query={tiles} lines={3}>
        {(data) => <Board tiles={data} filter={filter} everything={everything} />}
      </Answer>
    </Page>
  );
}

function Board({
  tiles,
  filter,
  everything,
}: {
  readonly tiles: DashboardTiles;
  readonly filter: DashboardFilter;
  readonly everything: boolean;
}): ReactElement {
  const navigate = useNavigate({ from: "/dashboards" });
  const { locations, flows, isEmpty } = tiles;
  const isUnknown =
    (filter.location !== undefined && locations.every(({ id }) => id !== filter.location)) ||
    (filter.flow !== undefined && !flows.includes(filter.flow));
  return (
    <>
      <Tools tiles={tiles} filter={filter} />
      {tiles.isCounting && (
        <Notice tone="info" title={text("dashboards.counting.title")}>
          {text("dashboards.counting.body")}
        </Notice>
      )}
      {isEmpty && (
        <Notice tone="info" title={text("dashboards.sample.title")}>
          {text("dashboards.sample.body")}
        </Notice>
      )}
      {isUnknown && !isEmpty ? (
        <NothingFits onClear={() => void navigate({ search: {} })} />
      ) : (
        <>
          <Tiles tiles={isEmpty ? sampleTiles(tiles) : tiles} />
          <div className="charts">
            {chartNames.map((chart) => (
              <ChartCard key={chart} chart={chart} filter={filter} sample={isEmpty} everything={everything} />
            ))}
          </div>
        </>
      )}
    </>
  );
}

function Tools({ tiles, filter }: { readonly tiles: DashboardTiles; readonly filter: DashboardFilter }): ReactElement {
  const navigate = useNavigate({ from: "/dashboards" });
  const choose = (key: keyof DashboardFilter) => (event: { readonly currentTarget: { readonly value: string } }) => {
    const { value } = event.currentTarget;
    void navigate({ search: (old) => dashboardFilter.parse({ ...old, [key]: value === "" ? undefined : value }), replace: true, resetScroll: false });
  };
  const { locations, flows, asOf } = tiles;
  const live = useIsLive();
  return (
    <div className="tools dash-tools">
      <Select
        label={text("dashboards.range")}
        value={filter.range ?? "day"}
        data={dashboardRanges.map((value) => ({ value, label: text(`dashboards.range.${value}`) }))}
        onChange={choose("range")}
      />
      {(locations.length > 1 || filter.location !== undefined) && (
        <Select
          label={text("dashboards.location")}
          value={filter.location ?? ""}
          data={[{ value: "", label: text("dashboards.all") }, ...locations.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={choose("location")}
        />
      )}
      {(flows.length > 1 || filter.flow !== undefined) && (
        <Select
          label={text("dashboards.flow")}
          value={filter.flow ?? ""}
          data={[{ value: "", label: text("dashboards.all") }, ...flows.map((id) => ({ value: id, label: text(`flow.recipe.${id}`) }))]}
          onChange={choose("flow")}
        />
      )}
      <p className="dash-asof muted">
        <span className="dot" data-live={live} aria-hidden /> {text(live ? "dashboards.as-of" : "dashboards.stale", { time: exactTime(asOf) })}
      </p>
    </div>
  );
}

/** Reads charts and lists again once the tiles have moved on for long enough: they hear every hint, charts follow at a walk. */
function useBeat(asOf: number | undefined): void {
  const client = useQueryClient();
  const last = useRef<number | null>(null);
  useEffect(() => {
    if (asOf === undefined) return undefined;
    last.current ??= asOf;
    if (asOf === last.current) return undefined;
    const timer = setTimeout(
      () => {
        last.current = asOf;
        for (const kind of ["chart", "list"]) void client.invalidateQueries({ queryKey: ["dashboards", kind] });
      },
      Math.max(0, last.current + BEAT_MS - asOf),
    );
    return () => clearTimeout(timer);
  }, [asOf, client]);
}

/** Has every chart made, then prints. */
function usePrint(): readonly [everything: boolean, print: () => void] {
  const [isAsked, setAsked] = useState(false);
  const fetching = useIsFetching({ queryKey: ["dashboards"] });
  const charts = useQueryClient()
    .getQueryCache()
    .findAll({ queryKey: ["dashboards", "chart"] });
  // Charts begin one after the other, so between two of them nothing is being fetched.
  const isWaiting = charts.some((chart) => chart.getObserversCount() > 0 && chart.state.status === "pending");
  useEffect(() => {
    if (!isAsked || isWaiting || fetching > 0) return undefined;
    // The last chart is drawn a moment after its figures have come.
    const timer = setTimeout(() => {
      window.print();
      setAsked(false);
    }, 500);
    return () => clearTimeout(timer);
  }, [isAsked, isWaiting, fetching]);
  return [isAsked, () => setAsked(true)];
}
