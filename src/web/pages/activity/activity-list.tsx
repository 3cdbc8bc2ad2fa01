/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions, react/incompatible-library
   -- the scroller takes focus so that arrow keys scroll and move */
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import type { ActivityEntry } from "#contract/activity.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { moveRowFocus } from "../../ui/row-focus.ts";
import { ResultBadge } from "./result-badge.tsx";
import { IgnoreDialog, Outcome, useVerbs } from "./verbs.tsx";

interface Props {
  readonly entries: readonly ActivityEntry[];
  readonly hasMore: boolean;
  readonly onMore: () => void;
  readonly onOpen: (id: string) => void;
}

/** Height of a row before it is measured, in pixels. */
const ROW = 60;

/** Entries as a virtual list. Arrow keys, j and k move, Enter opens. */
export function ActivityList({ entries, hasMore, onMore, onOpen }: Props): ReactElement {
  const scroller = useRef<HTMLElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    getItemKey: (index) => entries[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= entries.length - 10) onMore();
  }, [hasMore, last, entries.length, onMore]);
  const toggle = useCallback(
    (contactId: string): void => setChosen((old) => new Set(old.has(contactId) ? [...old].filter((id) => id !== contactId) : [...old, contactId])),
    [],
  );
  return (
    <>
      <Bulk chosen={[...chosen]} onClear={() => setChosen(new Set())} />
      <section
        className="activity"
        ref={scroller}
        aria-label={text("activity.list")}
        tabIndex={0}
        onKeyDown={(event) => moveRowFocus(event, "button.entry-link")}
      >
        <ol className="activity-rows" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const entry = entries[item.index];
            return entry === undefined ? null : (
              <li key={item.key} ref={virtual.measureElement} data-index={item.index} style={{ transform: `translateY(${String(item.start)}px)` }}>
                <Row entry={entry} isChosen={chosen.has(entry.contactId ?? "")} onToggle={toggle} onOpen={onOpen} />
              </li>
            );
          })}
        </ol>
      </section>
    </>
  );
}

interface RowProps {
  readonly entry: ActivityEntry;
  readonly isChosen: boolean;
  readonly onToggle: (contactId: string) => void;
  readonly onOpen: (id: string) => void;
}

const Row = memo(function ActivityRow({ entry, isChosen, onToggle, onOpen }: RowProps): ReactElement {
  const { id, at, title, sentence, contactId, flowName, result, side, tookMs, calls } = entry;
  return (
    <div className="activity-row">
      {contactId === null ? (
        <span className="pick" />
      ) : (
        <label className="pick">
          <input
            type="checkbox"
            checked={isChosen}
            onChange={() => onToggle(contactId)}
            aria-label={text("activity.select", { name: title ?? text("activity.unnamed") })}
          />
        </label>
      )}
      <ResultBadge result={result} />
      <button type="button" className="entry-link" onClick={() => onOpen(id)}>
        {title !== null && (
          <strong>
            <bdi>{title}</bdi>
            {": "}
          </strong>
        )}
        <bdi>{sentence}</bdi>
      </button>
      <span className="facts muted">
        <Ago at={at} />
        {flowName !== null && <bdi>{flowName}</bdi>}
        {side !== null && <span>{`→ ${text(`activity.side.${side}`)}`}</span>}
        {tookMs !== null && <span>{text("activity.took", { seconds: tookMs / 1_000 })}</span>}
        {calls !== null && calls > 0 && <span>{text("activity.calls", { calls })}</span>}
      </span>
    </div>
  );
});

/** What can be done with all that is selected. */
function Bulk({ chosen, onClear }: { readonly chosen: readonly string[]; readonly onClear: () => void }): ReactElement {
  const verbs = useVerbs();
  const [asking, setAsking] = useState(false);
  const count = chosen.length;
  return (
    <div className="activity-bulk">
      <Outcome verbs={verbs} />
      {count > 0 && (
        <div className="row-of">
          <output>{text("activity.bulk", { count })}</output>
          <Button small busy={verbs.busy} title={text("activity.effect.retry")} onClick={() => verbs.retry({ contacts: chosen })}>
            {text("activity.bulk.retry")}
          </Button>
          <Button small busy={verbs.busy} title={text("activity.effect.ignore")} onClick={() => setAsking(true)}>
            {text("activity.bulk.ignore")}
          </Button>
          <Button small look="quiet" onClick={onClear}>
            {text("activity.bulk.none")}
          </Button>
        </div>
      )}
      <IgnoreDialog
        open={asking}
        count={count}
        onClose={() => setAsking(false)}
        onIgnore={(reason) => {
          verbs.ignore({ contacts: chosen }, reason);
          setAsking(false);
          onClear();
        }}
      />
    </div>
  );
}
