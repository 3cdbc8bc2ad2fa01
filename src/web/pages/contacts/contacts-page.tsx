import "../../ui/list-tools.css";
import "./contacts.css";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { contactFilter, type ContactFilter } from "#contract/contact-filter.ts";
import { exportAddress, fetchContacts } from "../../api/contact-calls.ts";
import { text } from "../../i18n/text.ts";
import { DownloadLink } from "../../ui/download-link.tsx";
import { Page } from "../../ui/page.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { keptOf, SavedViews } from "../../ui/saved-views.tsx";
import { Empty, Loading, NothingFits } from "../../ui/states.tsx";
import { AskWhy } from "./ask-why.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { ContactFilters } from "./contact-filters.tsx";
import { ContactTable } from "./contact-table.tsx";

const kept = ["status", "flow", "incidents", "sort"];

/** All contacts with their state, live. Filters, order and question live in the address. */
export function ContactsPage(): ReactElement {
  const { ask, ...filter } = useSearch({ from: "/contacts" });
  const navigate = useNavigate({ from: "/contacts" });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const first = useQuery({ queryKey: ["contacts", filter, 0], queryFn: () => fetchContacts(filter, 0), placeholderData: keepPreviousData });
  const change = (next: ContactFilter, replace = false): void => void navigate({ search: { ...next, ask }, replace });
  const filtered = [filter.q, filter.status, filter.flow, filter.incidents].some((one) => one !== undefined);
  return (
    <Page title={text("contacts.title")} lead={text("contacts.lead")}>
      <AskWhy question={ask ?? ""} onAsk={(next) => void navigate({ search: { ...filter, ask: next === "" ? undefined : next } })} />
      <SavedViews page="contacts" query={keptOf(filter, kept)} onChoose={(query) => change(contactFilter.parse(query))} />
      <ContactFilters filter={filter} onChange={change} />
      <div className="list-head">
        <output className="muted">
          {first.data === undefined ? "" : text(first.data.isTotal ? "contacts.total" : "contacts.more", { count: first.data.total })}
        </output>
        <DownloadLink href={exportAddress(filter)}>{text("contacts.export")}</DownloadLink>
      </div>
      <BulkBar selected={selected} onClear={() => setSelected(new Set())} />
      {first.isError && <ProblemCard error={first.error} onRetry={() => void first.refetch()} />}
      {first.isPending && <Loading lines={10} />}
      {first.data?.total === 0 &&
        (filtered ? <NothingFits onClear={() => change({})} /> : <Empty title={text("contacts.none.title")}>{text("contacts.none.body")}</Empty>)}
      {first.data !== undefined && first.data.total > 0 && (
        <ContactTable key={JSON.stringify(filter)} filter={filter} first={first.data} selected={selected} onSelect={setSelected} />
      )}
    </Page>
  );
}
