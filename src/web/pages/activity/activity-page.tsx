import "../../ui/list-tools.css";
import "./activity.css";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, type ReactElement } from "react";
import type { ActivityEntry } from "#contract/activity.ts";
import { activityFilter, type ActivityFilter } from "#contract/activity-filter.ts";
import { fetchActivity, queryOf } from "../../api/activity-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { keptOf, SavedViews } from "../../ui/saved-views.tsx";
import { Empty, Loading, NothingFits } from "../../ui/states.tsx";
import { ActivityDrawer } from "./activity-drawer.tsx";
import { ActivityFilters } from "./activity-filters.tsx";
import { ActivityList } from "./activity-list.tsx";
import { CauseGroups } from "./cause-groups.tsx";

/** Filters that a saved view keeps. */
const kept = ["flow", "result", "side", "error", "kind", "range", "group"];
const PAGE = 50;
/** Newest entries that are looked at for what is new. */
const HEAD = 100;

/** Everything that happened, newest first. Rows never jump: what is new waits behind a button. */
export function ActivityPage(): ReactElement {
  const filter = useSearch({ from: "/activity" });
  const navigate = useNavigate({ from: "/activity" });
  const open = useCallback(
    (entry: string | undefined) => void navigate({ search: (old) => ({ ...old, entry, tab: undefined }), replace: true }),
    [navigate],
  );
  const list = useShown(filter);
  return (
    <Page title={text("activity.title")}>
      <SavedViews page="activity" query={keptOf(filter, kept)} onChoose={(query) => void navigate({ search: activityFilter.parse(query) })} />
      <ActivityFilters filter={filter} />
      {filter.group === "error" ? <CauseGroups /> : <Entries filter={filter} list={list} onOpen={open} />}
      {filter.entry !== undefined && <ActivityDrawer id={filter.entry} entries={list.entries} onOpen={open} />}
    </Page>
  );
}

interface Shown {
  readonly query: ReturnType<typeof useEntries>;
  readonly entries: readonly ActivityEntry[];
  /** Entries that came since what is shown was read. */
  readonly fresh: number;
  readonly showFresh: () => void;
}

/** What is shown was read once and stays as it is until somebody asks for what is new. */
function useShown(filter: ActivityFilter): Shown {
  const client = useQueryClient();
  const key = filterKey(filter);
  const query = useEntries(filter, key);
  const head = useQuery({ queryKey: ["activity", "head", key], queryFn: () => fetchActivity(filter, null, HEAD) });
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.entries) ?? [], [query.data]);
  const newest = entries[0]?.id ?? "";
  const fresh = query.isSuccess ? (head.data?.entries.filter(({ id }) => id > newest).length ?? 0) : 0;
  const showFresh = useCallback(() => void client.resetQueries({ queryKey: ["activity", "list", key] }), [client, key]);
  return { query, entries, fresh, showFresh };
}

/** The range counts from now, so it is told by its word: the time itself would be another filter each second. */
const filterKey = (filter: ActivityFilter): string => `${filter.range ?? ""} ${queryOf({ ...filter, range: undefined }).toString()}`;

function useEntries(filter: ActivityFilter, key: string) {
  return useInfiniteQuery({
    queryKey: ["activity", "list", key],
    queryFn: ({ pageParam }) => fetchActivity(filter, pageParam, PAGE),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: "static",
    gcTime: 0,
  });
}

function Entries({
  filter,
  list,
  onOpen,
}: {
  readonly filter: ActivityFilter;
  readonly list: Shown;
  readonly onOpen: (id: string) => void;
}): ReactElement {
  const navigate = useNavigate({ from: "/activity" });
  const { query, entries, fresh, showFresh } = list;
  const isFiltered = filterKey(filter).trim() !== "";
  return (
    <>
      <output className="fresh">
        {fresh > 0 && (
          <Button small onClick={showFresh}>
            {text(fresh >= HEAD ? "activity.new.many" : "activity.new", { count: fresh })}
          </Button>
        )}
      </output>
      {query.isError && <ProblemCard error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading lines={10} />}
      {query.isSuccess &&
        entries.length === 0 &&
        !query.hasNextPage &&
        (isFiltered ? <NothingFits onClear={() => void navigate({ search: {} })} /> : <NothingYet />)}
      {entries.length > 0 && <ActivityList entries={entries} hasMore={query.hasNextPage} onMore={() => void query.fetchNextPage()} onOpen={onOpen} />}
      {query.hasNextPage && (
        <Button small busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text("activity.more")}
        </Button>
      )}
    </>
  );
}

const NothingYet = (): ReactElement => <Empty title={text("activity.none.title")}>{text("activity.none.body")}</Empty>;
