/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions, react/incompatible-library
   -- rows are placed absolutely, which table elements do not allow, so roles carry the table; the scroller takes focus so that arrow keys scroll and move */
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useSyncExternalStore, type KeyboardEvent, type ReactElement } from "react";
import type { ContactSummary } from "#contract/contacts.ts";
import { text } from "../../i18n/text.ts";
import { Ago, useNow } from "../../ui/ago.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";

/** Row heights, in pixels, beside the style sheet's; narrow screens stack the cells. */
const [ROW, NARROW_ROW] = [48, 84] as const;
const narrow = matchMedia("(max-width: 720px)");
/** Milliseconds for which a changed row is marked. */
const FRESH_MS = 3_000;

interface Props {
  readonly contacts: readonly ContactSummary[];
  readonly hasMore: boolean;
  readonly onMore: () => void;
}

/** Contacts as a virtual list: some dozen rows in the page, however many there are. Arrow keys, j and k move, Enter opens. */
export function ContactTable({ contacts, hasMore, onMore }: Props): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useSyncExternalStore(
    (changed) => {
      narrow.addEventListener("change", changed);
      return () => narrow.removeEventListener("change", changed);
    },
    () => narrow.matches,
  );
  const height = isNarrow ? NARROW_ROW : ROW;
  const virtual = useVirtualizer({
    count: contacts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    getItemKey: (index) => contacts[index]?.id ?? index,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const now = useNow(1_000);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= contacts.length - 40) onMore();
  }, [hasMore, last, contacts.length, onMore]);
  return (
    <div
      className="table"
      ref={scroller}
      role="table"
      aria-rowcount={contacts.length + 1}
      aria-label={text("contacts.title")}
      tabIndex={0}
      onKeyDown={moveFocus}
    >
      <div className="head" role="row" aria-rowindex={1}>
        {(["name", "email", "phone", "state", "changed"] as const).map((column) => (
          <span key={column} role="columnheader">
            {text(`column.${column}`)}
          </span>
        ))}
      </div>
      <div className="rows" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const contact = contacts[item.index];
          return contact === undefined ? null : <Row key={item.key} contact={contact} index={item.index} top={item.start} now={now} />;
        })}
      </div>
    </div>
  );
}

function Row({
  contact,
  index,
  top,
  now,
}: {
  readonly contact: ContactSummary;
  readonly index: number;
  readonly top: number;
  readonly now: number;
}): ReactElement {
  return (
    <div
      className="row"
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${String(top)}px)` }}
      data-fresh={now - contact.changedAt < FRESH_MS}
    >
      <span role="cell" className="cell strong" title={contact.name ?? undefined}>
        <Link className="row-link" to="/contacts/$id" params={{ id: contact.id }}>
          <bdi>{contact.name ?? text("contact.unnamed")}</bdi>
        </Link>
      </span>
      <span role="cell" className="cell email" title={contact.email ?? undefined}>
        <bdi>{contact.email ?? ""}</bdi>
      </span>
      <span role="cell" className="cell phone">
        <bdi dir="ltr">{contact.phone ?? ""}</bdi>
      </span>
      <span role="cell" className="state">
        <StateBadge status={contact.status} />
      </span>
      <span role="cell" className="cell when">
        <Ago at={contact.changedAt} now={now} />
      </span>
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === "ArrowDown" || event.key === "j" ? 1 : event.key === "ArrowUp" || event.key === "k" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const rows = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>("a.row-link")].toSorted(
    (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  );
  const at = rows.indexOf(document.activeElement as HTMLAnchorElement);
  rows[at === -1 ? 0 : at + step]?.focus();
}
