import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { RunView } from "#contract/workflows.ts";
import { fetchRuns } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { DataTable, type Column } from "../../ui/data-table.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Empty, Loading } from "../../ui/states.tsx";
import { RunDrawer } from "./run-drawer.tsx";
import { causeWords, RunStateBadge } from "./run-state.tsx";

interface Props {
  readonly id: string;
  /** The run that is looked at; undefined: none. */
  readonly run: string | undefined;
  readonly onOpen: (run: string | undefined) => void;
  /** Shows the steps with the data of a run. */
  readonly onUse: (run: string) => void;
}

/** What came of a workflow: its runs, newest first. */
export function RunsTab({ id, run, onOpen, onUse }: Props): ReactElement {
  const query = useInfiniteQuery({
    queryKey: ["workflow-runs", id, "all"],
    queryFn: ({ pageParam }) => fetchRuns(id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    meta: { topics: ["run"] },
  });
  const runs = query.data?.pages.flatMap((page) => page.runs) ?? [];
  const columns: readonly Column<RunView>[] = [
    {
      key: "at",
      label: text("wf.runs.at"),
      cell: ({ id: one, startedAt }) => (
        <Button small look="quiet" onClick={() => onOpen(one)}>
          <Ago at={startedAt} />
        </Button>
      ),
    },
    { key: "state", label: text("wf.runs.state"), cell: ({ state }) => <RunStateBadge state={state} /> },
    { key: "why", label: text("wf.runs.cause"), cell: ({ cause }) => causeWords(cause) },
    { key: "version", label: text("wf.runs.version"), cell: ({ version, shadow }) => text(shadow ? "wf.runs.shadow" : "wf.runs.plain", { version }) },
    { key: "calls", label: text("wf.runs.calls"), cell: ({ calls }) => calls, end: true },
  ];
  return (
    <>
      {query.isError && <ProblemCard error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.data !== undefined && runs.length === 0 && <Empty title={text("wf.runs.empty")}>{text("wf.runs.empty.body")}</Empty>}
      {runs.length > 0 && <DataTable label={text("wf.runs")} columns={columns} rows={runs} rowKey={(one) => one.id} />}
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text("wf.runs.more")}
        </Button>
      )}
      <RunDrawer id={run} onClose={() => onOpen(undefined)} onOpen={onOpen} onUse={onUse} />
    </>
  );
}
