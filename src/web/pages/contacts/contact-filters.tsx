import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactElement, type RefObject } from "react";
import { linkStatus, type ContactFilter } from "#contract/contacts.ts";
import { fetchStatus } from "../../api/status-calls.ts";
import { text } from "../../i18n/text.ts";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** Milliseconds of quiet after typing before the search runs. */
const TYPING_MS = 250;

interface Props {
  readonly filter: ContactFilter;
  readonly onChange: (next: ContactFilter, replace?: boolean) => void;
}

/** Search, state, incidents, flow and order. */
export function ContactFilters({ filter, onChange }: Props): ReactElement {
  const field = useRef<HTMLInputElement>(null);
  useSlashFocus(field);
  const status = useQuery({ queryKey: ["status"], queryFn: fetchStatus });
  const flows = status.data?.bridges.filter(({ entity }) => entity === "contact") ?? [];
  const states = linkStatus.options.map((value) => ({ value, label: text(`status.${value}`) }));
  const chosen = (value: string): string | undefined => (value === "" ? undefined : value);
  return (
    <div className="tools">
      <SearchField
        key={filter.q === undefined ? "empty" : "filled"}
        inputRef={field}
        value={filter.q ?? ""}
        onSearch={(next) => onChange({ ...filter, q: chosen(next) }, true)}
      />
      <Select
        label={text("contacts.status")}
        data={[{ value: "", label: text("contacts.all") }, ...states]}
        value={filter.status ?? ""}
        onChange={(event) => onChange({ ...filter, status: linkStatus.safeParse(event.currentTarget.value).data })}
      />
      <Select
        label={text("contacts.incidents")}
        data={[
          { value: "", label: text("contacts.all") },
          { value: "now", label: text("contacts.incidents.now") },
        ]}
        value={filter.incidents ?? ""}
        onChange={(event) => onChange({ ...filter, incidents: event.currentTarget.value === "now" ? "now" : undefined })}
      />
      {flows.length > 1 && (
        <Select
          label={text("contacts.flow")}
          data={[{ value: "", label: text("contacts.all") }, ...flows.map(({ id, name }) => ({ value: id, label: name }))]}
          value={filter.flow ?? ""}
          onChange={(event) => onChange({ ...filter, flow: chosen(event.currentTarget.value) })}
        />
      )}
      <Select
        label={text("contacts.sort")}
        data={(["name", "changed"] as const).map((value) => ({ value, label: text(`contacts.sort.${value}`) }))}
        value={filter.sort ?? "name"}
        onChange={(event) => onChange({ ...filter, sort: event.currentTarget.value === "changed" ? "changed" : undefined })}
      />
    </div>
  );
}

function SearchField({
  value,
  onSearch,
  inputRef,
}: {
  readonly value: string;
  readonly onSearch: (text: string) => void;
  readonly inputRef: RefObject<HTMLInputElement | null>;
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
function useSlashFocus(field: RefObject<HTMLInputElement | null>): void {
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
