import "../../ui/list-tools.css";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { AuditEntry } from "#contract/audit.ts";
import { auditFilter, type AuditFilter } from "#contract/audit-filter.ts";
import { exportAddress, fetchAudit, verifyChain } from "../../api/audit-calls.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { DownloadLink } from "../../ui/download-link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { Empty, Loading, NothingFits } from "../../ui/states.tsx";
import { valueText } from "../../ui/value.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

/** Who did what, to look at, to take away, and to prove. */
export const AuditPage = (): ReactElement => (
  <SettingsFrame title={text("settings.audit")} needs="administer" lead={text("audit.lead")}>
    <Audit />
  </SettingsFrame>
);

function Audit(): ReactElement {
  const filter = useSearch({ from: "/settings/audit" });
  const navigate = useNavigate({ from: "/settings/audit" });
  const query = useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam }) => fetchAudit(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // Each hint would read every page again that is open: people look again when they wish, from the newest.
    staleTime: Infinity,
    meta: { topics: [] },
  });
  const client = useQueryClient();
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  const isFiltered = filter.by !== undefined || filter.range !== undefined;
  return (
    <>
      <Tools filter={filter} />
      <div className="row-of">
        <Button busy={query.isRefetching} onClick={() => void client.resetQueries({ queryKey: ["audit", filter] })}>
          {text("audit.again")}
        </Button>
      </div>
      <Verify />
      {query.isPending && <Loading lines={10} />}
      {query.isError && <ProblemCard error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess &&
        entries.length === 0 &&
        (isFiltered ? (
          <NothingFits onClear={() => void navigate({ search: {} })} />
        ) : (
          <Empty title={text("audit.none.title")}>{text("audit.none.body")}</Empty>
        ))}
      {entries.length > 0 && <Entries entries={entries} />}
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text("audit.more")}
        </Button>
      )}
    </>
  );
}

function Tools({ filter }: { readonly filter: AuditFilter }): ReactElement {
  const navigate = useNavigate({ from: "/settings/audit" });
  const choose = (key: keyof AuditFilter) => (value: string) =>
    void navigate({ search: (old) => auditFilter.parse({ ...old, [key]: value === "" ? undefined : value }), replace: true });
  return (
    <div className="tools">
      <Select
        label={text("audit.by")}
        value={filter.by ?? "people"}
        data={(["people", "everything"] as const).map((value) => ({ value, label: text(`audit.by.${value}`) }))}
        onChange={(event) => choose("by")(event.currentTarget.value)}
      />
      <Select
        label={text("audit.range")}
        value={filter.range ?? ""}
        data={[
          { value: "", label: text("audit.range.all") },
          ...(["day", "week", "month"] as const).map((value) => ({ value, label: text(`audit.range.${value}`) })),
        ]}
        onChange={(event) => choose("range")(event.currentTarget.value)}
      />
      <DownloadLink href={exportAddress(filter, "csv")}>{text("audit.csv")}</DownloadLink>
      <DownloadLink href={exportAddress(filter, "ndjson")}>{text("audit.json")}</DownloadLink>
    </div>
  );
}

function Verify(): ReactElement {
  const verify = useMutation({ mutationFn: verifyChain });
  const { data } = verify;
  return (
    <>
      <Button busy={verify.isPending} onClick={() => verify.mutate()}>
        {text("audit.verify")}
      </Button>
      <output>
        {verify.isError && <ProblemCard error={verify.error} />}
        {data !== undefined &&
          (data.brokenAt === null ? (
            <Notice tone="good" title={text("audit.verified", { checked: data.checked })} />
          ) : (
            <Notice tone="bad" title={text("audit.broken", { at: data.brokenAt, checked: data.checked })} />
          ))}
      </output>
    </>
  );
}

function Entries({ entries }: { readonly entries: readonly AuditEntry[] }): ReactElement {
  return (
    <DataTable
      label={text("audit.list")}
      rows={entries}
      rowKey={({ id }) => id}
      columns={[
        { key: "what", label: text("audit.what"), cell: ({ sentence }) => <bdi>{sentence}</bdi> },
        { key: "who", label: text("audit.who"), cell: ({ who }) => <bdi>{who}</bdi> },
        { key: "when", label: text("audit.when"), cell: ({ at }) => <time dateTime={new Date(at).toISOString()}>{exactTime(at)}</time> },
        { key: "flow", label: text("audit.flow"), cell: ({ flowName }) => <bdi>{flowName ?? ""}</bdi> },
        { key: "change", label: text("audit.change"), cell: ({ changes }) => <Changes changes={changes} /> },
      ]}
    />
  );
}

function Changes({ changes }: Pick<AuditEntry, "changes">): ReactElement {
  return (
    <>
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <bdi>{field}</bdi>: <bdi>{valueText(before)}</bdi> → <bdi>{valueText(after)}</bdi>
        </div>
      ))}
    </>
  );
}
