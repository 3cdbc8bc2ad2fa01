/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions, react/incompatible-library
   -- rows are placed absolutely, which table elements do not allow, so roles carry the table; the scroller takes focus so that arrow keys scroll and move */
import { useQueries } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Siren } from "lucide-react";
import { memo, useCallback, useEffect, useRef, type ReactElement } from "react";
import type { ContactFilter } from "#contract/contact-filter.ts";
import type { ContactPage, ContactSummary } from "#contract/contacts.ts";
import { fetchContacts, WINDOW } from "../../api/contact-calls.ts";
import { text } from "../../i18n/text.ts";
import { AddressLink } from "../../ui/address-link.tsx";
import { Ago, useClock } from "../../ui/ago.tsx";
import { moveRowFocus } from "../../ui/row-focus.ts";
import { StateBadge } from "../../ui/state-badge.tsx";
import { useNarrow } from "../../ui/use-narrow.ts";

/** Row heights, in pixels, beside the style sheet's; narrow screens stack the cells. */
const [ROW, NARROW_ROW] = [48, 92] as const;
/** Rows above and below those that are seen: the page never holds more than sixty. */
const OVERSCAN = 8;
/** Contacts that one act takes at most. */
const MOST_SELECTED = 500;
/** Milliseconds for which a changed row is marked. */
const FRESH_MS = 3_000;

interface Props {
  readonly filter: ContactFilter;
  /** The first window; it tells how many rows there are. */
  readonly first: ContactPage;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
}

/**
 * Contacts as a virtual list: some dozen rows in the page, however many there are. Only the windows that are seen are asked for, so people may jump
 * anywhere. Arrow keys, j and k move, Enter opens.
 */
export function ContactTable({ filter, first, selected, onSelect }: Props): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const height = useNarrow() ? NARROW_ROW : ROW;
  const virtual = useVirtualizer({
    count: first.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const router = useRouter();
  // The rows are bare links, which fetch nothing beforehand.
  useEffect(() => void router.loadRouteChunk(router.routesByPath["/contacts/$id"]), [router]);
  const items = virtual.getVirtualItems();
  const contactAt = useWindows(filter, first, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  const latest = useRef(selected);
  useEffect(() => {
    latest.current = selected;
  }, [selected]);
  const toggle = useCallback(
    (id: string): void => {
      const next = new Set(latest.current);
      if (!next.delete(id) && next.size < MOST_SELECTED) next.add(id);
      onSelect(next);
    },
    [onSelect],
  );
  return (
    <div
      className="table"
      ref={scroller}
      role="table"
      aria-rowcount={first.total + 1}
      aria-label={text("contacts.title")}
      tabIndex={0}
      onKeyDown={(event) => moveRowFocus(event, "a.row-link")}
    >
      <Head />
      <div className="rows" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const contact = contactAt(index);
          const place = { index, top: start };
          return contact === undefined ? (
            <Waiting key={index} {...place} />
          ) : (
            <Row key={contact.id} {...place} contact={contact} selected={selected.has(contact.id)} onToggle={toggle} />
          );
        })}
      </div>
    </div>
  );
}

/** Asks for the windows from one row to another; tells the contact of a row once it is there. */
function useWindows(filter: ContactFilter, first: ContactPage, from: number, to: number): (index: number) => ContactSummary | undefined {
  const begin = Math.floor(from / WINDOW);
  const seen = Array.from({ length: Math.floor(to / WINDOW) - begin + 1 }, (_, step) => begin + step);
  const pages = useQueries({
    queries: seen.map((window) => ({
      queryKey: ["contacts", filter, window],
      queryFn: () => fetchContacts(filter, window),
      ...(window === 0 && { initialData: first }),
    })),
  });
  return (index) => pages[Math.floor(index / WINDOW) - begin]?.data?.contacts[index % WINDOW];
}

function Head(): ReactElement {
  return (
    <div className="head" role="row" aria-rowindex={1}>
      <span role="columnheader">
        <span className="visually-hidden">{text("column.select")}</span>
      </span>
      {(["name", "email", "phone", "incidents", "state", "changed"] as const).map((column) => (
        <span key={column} role="columnheader">
          {text(`column.${column}`)}
        </span>
      ))}
    </div>
  );
}

interface Place {
  readonly index: number;
  readonly top: number;
}

const Row = memo(function ContactRow({
  contact,
  index,
  top,
  selected,
  onToggle,
}: Place & { readonly contact: ContactSummary; readonly selected: boolean; readonly onToggle: (id: string) => void }): ReactElement {
  const { id, incidents } = contact;
  const name = contact.name ?? text("contact.unnamed");
  const isFresh = useClock((now) => now - contact.changedAt < FRESH_MS);
  return (
    <div className="row" role="row" aria-rowindex={index + 2} style={{ transform: `translateY(${String(top)}px)` }} data-fresh={isFresh}>
      <span role="cell" className="pick">
        <input type="checkbox" aria-label={text("contacts.select", { name: name.slice(0, 60) })} checked={selected} onChange={() => onToggle(id)} />
      </span>
      <span role="cell" className="cell strong" title={contact.name?.slice(0, 300)}>
        <AddressLink className="row-link" href={`/contacts/${encodeURIComponent(id)}`}>
          <bdi>{name.slice(0, 300)}</bdi>
        </AddressLink>
      </span>
      <span role="cell" className="cell email">
        <bdi>{contact.email ?? ""}</bdi>
      </span>
      <span role="cell" className="cell phone">
        <bdi dir="ltr">{contact.phone ?? ""}</bdi>
      </span>
      <span role="cell" className="cell incidents" title={incidents.join(", ")}>
        {incidents.length > 0 && (
          <>
            <Siren size={15} aria-hidden /> {text("contacts.on", { count: incidents.length })}
          </>
        )}
      </span>
      <span role="cell" className="state">
        <StateBadge status={contact.status} />
      </span>
      <span role="cell" className="cell when">
        <Ago at={contact.changedAt} />
      </span>
    </div>
  );
});

/** A row that is on its way. */
function Waiting({ index, top }: Place): ReactElement {
  return (
    <div className="row" role="row" aria-rowindex={index + 2} style={{ transform: `translateY(${String(top)}px)` }}>
      <span role="cell" className="cell muted">
        …
      </span>
    </div>
  );
}
