import type { ReactElement } from "react";
import { type CatalogItemView } from "#contract/operations.ts";
import { catalogFilter, type CatalogFilter } from "#contract/catalog-filter.ts";
import { badges, catalogVendors } from "#core/catalog/operation.ts";
import { text } from "../../i18n/text.ts";
import { SearchField } from "../../ui/search-field.tsx";
import { Select } from "../../ui/select.tsx";

interface Props {
  readonly items: readonly CatalogItemView[];
  readonly filter: CatalogFilter;
  readonly onChange: (next: CatalogFilter, replace?: boolean) => void;
}

/** Search in plain words, and the six things that an entry can be told by. */
export function CatalogTools({ items, filter, onChange }: Props): ReactElement {
  // What is offered fits the vendor and the kind that are chosen, so that no choice leads to nothing.
  const within = items.filter(
    (item) => (filter.vendor === undefined || item.vendor === filter.vendor) && (filter.kind === undefined || item.kind === filter.kind),
  );
  const set = (name: keyof CatalogFilter) => (value: string) =>
    onChange(catalogFilter.parse({ ...filter, [name]: value === "" ? undefined : value }));
  return (
    <div className="tools">
      <SearchField
        label={text("catalog.search")}
        value={filter.q ?? ""}
        onSearch={(words) => onChange({ ...filter, q: words === "" ? undefined : words }, true)}
      />
      <Facet
        label={text("catalog.vendor")}
        value={filter.vendor}
        options={catalogVendors.map((value) => [value, text(`catalog.vendor.${value}`)] as const)}
        onChoose={set("vendor")}
      />
      <Facet
        label={text("catalog.kind")}
        value={filter.kind}
        options={(["action", "trigger"] as const).map((value) => [value, text(`catalog.kind.${value}`)] as const)}
        onChoose={set("kind")}
      />
      <Facet label={text("catalog.object")} value={filter.object} options={distinct(within.map(({ object }) => object))} onChoose={set("object")} />
      <Facet
        label={text("catalog.effect")}
        value={filter.effect}
        options={(["read", "write", "delete"] as const).map((value) => [value, text(`catalog.effect.${value}`)] as const)}
        onChoose={set("effect")}
      />
      {/* Hundreds of permissions help nobody before a vendor is chosen. */}
      {(filter.vendor !== undefined || filter.scope !== undefined) && (
        <Facet
          label={text("catalog.scope")}
          value={filter.scope}
          options={distinct(within.flatMap(({ scopes }) => scopes))}
          onChoose={set("scope")}
        />
      )}
      <Facet
        label={text("catalog.badge")}
        value={filter.badge}
        options={badges.map((value) => [value, text(`catalog.badge.${value}`)] as const)}
        onChoose={set("badge")}
      />
    </div>
  );
}

const distinct = (values: readonly string[]): readonly (readonly [string, string])[] =>
  [...new Set(values)].toSorted((one, other) => one.localeCompare(other)).map((value) => [value, value] as const);

interface FacetProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChoose: (value: string) => void;
}

function Facet({ label, value = "", options, onChoose }: FacetProps): ReactElement {
  // What the address asks for stays visible, also where nothing has it.
  const known = value === "" || options.some(([option]) => option === value);
  const all = [["", text("catalog.all")] as const, ...options, ...(known ? [] : [[value, value] as const])];
  return (
    <Select
      label={label}
      data={all.map(([option, shown]) => ({ value: option, label: shown }))}
      value={value}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}
