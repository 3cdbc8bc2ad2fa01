import "../../ui/list-tools.css";
import "./catalog.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import type { CatalogFilter } from "#contract/catalog-filter.ts";
import type { CatalogItem } from "#core/catalog/operation.ts";
import { searchCatalog, type CatalogSearch } from "#core/catalog/search-catalog.ts";
import { catalogQuery } from "../../api/catalog-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { Answer, NothingFits } from "../../ui/states.tsx";
import { Glossed } from "../../ui/term.tsx";
import { BadgeMark, EffectMark } from "./catalog-marks.tsx";
import { CatalogTools } from "./catalog-tools.tsx";

/** Entries shown at first, and with each press of "more". */
const STEP = 30;

/** Everything that both vendors can do, found in plain words. What is looked for lives in the address. */
export function CatalogPage(): ReactElement {
  const filter = useSearch({ from: "/catalog" });
  const navigate = useNavigate({ from: "/catalog" });
  const catalog = useQuery(catalogQuery);
  const change = (next: CatalogFilter, replace = false): void => void navigate({ search: next, replace });
  return (
    <Page title={text("catalog.title")} lead={<Glossed words={["event"]}>{text("catalog.lead")}</Glossed>}>
      <CatalogTools items={catalog.data ?? []} filter={filter} onChange={change} />
      <Answer query={catalog} lines={10}>
        {(items) => <Found key={JSON.stringify(filter)} items={searchCatalog(items, searchOf(filter))} onClear={() => change({})} />}
      </Answer>
    </Page>
  );
}

const searchOf = ({ q, ...rest }: CatalogFilter): CatalogSearch =>
  Object.fromEntries(Object.entries({ ...rest, words: q }).filter(([, value]) => value !== undefined)) as CatalogSearch;

interface FoundProps {
  readonly items: readonly CatalogItem[];
  readonly onClear: () => void;
}

function Found({ items, onClear }: FoundProps): ReactElement {
  const [shown, setShown] = useState(STEP);
  const rest = items.length - shown;
  return (
    <>
      <output className="muted">{text("catalog.found", { count: items.length })}</output>
      {items.length === 0 && <NothingFits onClear={onClear} />}
      <ul className="catalog-list" aria-label={text("catalog.list")}>
        {items.slice(0, shown).map((item) => (
          <li key={item.id}>
            <Link to="/catalog/$id" params={{ id: item.id }}>
              {item.title}
            </Link>
            <span className="muted">
              {text(`catalog.vendor.${item.vendor}`)} · <bdi>{item.object}</bdi>
            </span>
            {item.sentence !== null && <p>{item.sentence}</p>}
            <span className="row-of">
              <EffectMark effect={item.effect} />
              <BadgeMark badge={item.badge} />
            </span>
          </li>
        ))}
      </ul>
      {rest > 0 && <Button onClick={() => setShown(shown + STEP)}>{text("catalog.more", { count: Math.min(rest, STEP) })}</Button>}
    </>
  );
}
