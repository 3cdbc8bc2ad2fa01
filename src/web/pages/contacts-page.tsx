import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState, type ReactElement } from "react";
import { linkStatus } from "#contract/contacts.ts";
import { fetchContacts } from "../features/api.ts";
import { ContactTable } from "../features/contact-table.tsx";
import { usePageTitle } from "../features/page-title.ts";
import { text } from "../i18n/text.ts";
import { ProblemCard } from "../ui/problem-card.tsx";

/** Milliseconds of quiet after typing before the search runs. */
const TYPING_MS = 250;
const choices = [{ value: "", label: text("contacts.all") }, ...linkStatus.options.map((value) => ({ value, label: text(`status.${value}`) }))];

/** All contacts with their state, live. Filters live in the address. */
export function ContactsPage(): ReactElement {
  const { q = "", status = null } = useSearch({ from: "/contacts" });
  const navigate = useNavigate({ from: "/contacts" });
  const field = useRef<HTMLInputElement>(null);
  useSlashFocus(field);
  usePageTitle(text("contacts.title"));
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
    <main className="page" id="content">
      <h1>{text("contacts.title")}</h1>
      <div className="tools">
        <SearchField
          key={filtered ? "filtered" : "all"}
          inputRef={field}
          value={q}
          onSearch={(next) => void navigate({ search: (old) => ({ ...old, q: next === "" ? undefined : next }), replace: true })}
        />
        <NativeSelect
          label={text("contacts.status")}
          data={choices}
          value={status ?? ""}
          onChange={(event) => {
            const next = linkStatus.safeParse(event.currentTarget.value);
            void navigate({ search: (old) => ({ ...old, status: next.success ? next.data : undefined }) });
          }}
        />
        <output className="muted">{query.isSuccess ? text("contacts.total", { count: total }) : ""}</output>
      </div>
      {query.isError && <ProblemCard error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <p className="muted">{text("contacts.loading")}</p>}
      {query.isSuccess && contacts.length === 0 && <Nothing filtered={filtered} onClear={clear} />}
      {contacts.length > 0 && <ContactTable contacts={contacts} hasMore={query.hasNextPage} onMore={() => void query.fetchNextPage()} />}
    </main>
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
    <TextInput
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

function Nothing({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }): ReactElement {
  return (
    <section className="panel">
      <h2>{text(filtered ? "contacts.filtered.title" : "contacts.none.title")}</h2>
      <p>{text(filtered ? "contacts.filtered.body" : "contacts.none.body")}</p>
      {filtered && <Button onClick={onClear}>{text("contacts.filtered.clear")}</Button>}
    </section>
  );
}
