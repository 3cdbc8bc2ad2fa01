import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { linkStatus, type ContactFilter } from "#contract/contact-filter.ts";
import { statusQuery } from "../../api/status-calls.ts";
import { text } from "../../i18n/text.ts";
import { SearchField } from "../../ui/search-field.tsx";
import { Select } from "../../ui/select.tsx";

interface Props {
  readonly filter: ContactFilter;
  readonly onChange: (next: ContactFilter, replace?: boolean) => void;
}

/** Search, state, incidents, flow and order. */
export function ContactFilters({ filter, onChange }: Props): ReactElement {
  const status = useQuery(statusQuery);
  const flows = status.data?.bridges.filter(({ entity }) => entity === "contact") ?? [];
  const states = linkStatus.options.map((value) => ({ value, label: text(`status.${value}`) }));
  const chosen = (value: string): string | undefined => (value === "" ? undefined : value);
  return (
    <div className="tools">
      <SearchField label={text("contacts.search.label")} value={filter.q ?? ""} onSearch={(next) => onChange({ ...filter, q: chosen(next) }, true)} />
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
