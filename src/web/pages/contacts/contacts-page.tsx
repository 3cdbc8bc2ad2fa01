import "./contacts.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState, type ReactElement } from "react";
import { linkStatus } from "#contract/contacts.ts";
import { fetchContacts } from "../../api/contact-calls.ts";
import { text } from "../../i18n/text.ts";
import { Page } from "../../ui/page.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { Empty, Loading, NothingFits } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ContactTable } from "./contact-table.tsx";

/** Milliseconds of quiet after typing before the search runs. */
const TYPING_MS = 250;
const stateChoices = () => [
  { value: "", label: text("contacts.all") },
  ...linkStatus.options.map((value) => ({ value, label: text(`status.${value}`) })),
];

/** All contacts with their state, live. Filters live in the address. */
export function ContactsPage(): ReactElement {
  const { q = "", status = null } = useSearch({ from: "/contacts" });
  const navigate = useNavigate({ from: "/contacts" });
  const field = useRef<HTMLInputElement>(null);
  useSlashFocus(field);
  const query = useInfiniteQuery({
    queryKey: ["contacts", q, status],
    queryFn: ({ pageParam }) => fetchContacts({ search: q, status }, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (previous) => previous,
  });
  const filtered = q !== "" || status !== null;
  const clear = (): void => void navigate({ search: {} });
  const contacts = query.data?.pages.flatMap((page) => page.contacts) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  return (
    <Page title={text("contacts.title")}>
      <div className="tools">
        <SearchField
          key={filtered ? "filtered" : "all"}
          inputRef={field}
          value={q}
          onSearch={(next) => void navigate({ search: (old) => ({ ...old, q: next === "" ? undefined : next }), replace: true })}
        />
        <Select
          label={text("contacts.status")}
          data={stateChoices()}
          value={status ?? ""}
          onChange={(event) => {
            const next = linkStatus.safeParse(event.currentTarget.value);
            void navigate({ search: (old) => ({ ...old, status: next.success ? next.data : undefined }) });
          }}
        />
        <output className="muted">{query.isSuccess ? text("contacts.total", { count: total }) : ""}</output>
      </div>
      {query.isError && <ProblemCard error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading lines={10} />}
      {query.isSuccess &&
        contacts.length === 0 &&
        (filtered ? <NothingFits onClear={clear} /> : <Empty title={text("contacts.none.title")}>{text("contacts.none.body")}</Empty>)}
      {contacts.length > 0 && <ContactTable contacts={contacts} hasMore={query.hasNextPage} onMore={() => void query.fetchNextPage()} />}
    </Page>
  );
}

function SearchField({
  value,
  onSearch,
  inputRef,
}: {
  readonly value: string;
  readonly onSearch: (text: string) => void;
  readonly inputRef: React.RefObject<HTMLInputElement | null>;
}): ReactElement {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onSearch(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
  return (
    <TextField
      className="grow"
      type="search"
      ref={inputRef}
      label={text("contacts.search")}
      value={typed}
      maxLength={200}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}

/** `/` goes to the search, unless somebody is typing. */
function useSlashFocus(field: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const jump = (event: KeyboardEvent): void => {
      if (event.key !== "/" || event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener("keydown", jump);
    return () => removeEventListener("keydown", jump);
  }, [field]);
}
