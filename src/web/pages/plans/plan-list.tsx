/* oxlint-disable react/incompatible-library -- the virtualizer's own way */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useRef, type ReactElement } from "react";
import type { PlanFilter } from "#contract/plan-filter.ts";
import type { PlanItemRow, PlanView } from "#contract/plans.ts";
import { pickRows } from "../../api/plan-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { useNarrow } from "../../ui/use-narrow.ts";
import { GroupIcon } from "./group-icon.tsx";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { usePlanRows } from "./use-plan-rows.ts";

/** Height of a row, in pixels, beside the style sheet's; on narrow screens the least, because its reason may take several lines there. */
const ROW = 64;

interface Props {
  readonly plan: PlanView;
  readonly filter: PlanFilter;
  /** Rows that fit the filter. */
  readonly total: number;
  readonly onOpen: (position: number) => void;
}

/** Rows as a virtual list: some dozen in the page, however many there are. What surrounds it stands still while it is scrolled. */
export function PlanList({ plan, filter, total, onOpen }: Props): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const client = useQueryClient();
  const mayPick = useMay("build") && plan.stage === "ready" && plan.expired === null;
  const pick = useMutation({
    mutationFn: ({ position, picked }: Picked) => pickRows(plan.id, { picked, positions: [position] }),
    onSettled: () => client.invalidateQueries(),
  });
  const isNarrow = useNarrow();
  const virtual = useVirtualizer({ count: total, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 8 });
  // Heights that were measured on a narrow screen hold no longer on a wide one.
  useEffect(() => virtual.measure(), [virtual, isNarrow]);
  const sight = virtual.getVirtualItems();
  const rows = usePlanRows(plan.id, filter, sight[0]?.index ?? 0, sight.at(-1)?.index ?? 0);
  return (
    <>
      {pick.isError && <ProblemCard error={pick.error} onRetry={() => pick.reset()} />}
      {rows.error !== null && <ProblemCard error={rows.error} onRetry={rows.retry} />}
      <div className="plan-list" ref={scroller}>
        <ul aria-label={text("plan.rows")} style={{ height: virtual.getTotalSize() }}>
          {sight.map(({ index, start }) => (
            <Row
              key={index}
              row={rows.at(index)}
              index={index}
              top={start}
              total={total}
              measure={isNarrow ? virtual.measureElement : null}
              mayPick={mayPick}
              onPick={pick.mutate}
              onOpen={onOpen}
            />
          ))}
        </ul>
      </div>
    </>
  );
}

interface Picked {
  readonly position: number;
  readonly picked: boolean;
}

interface RowProps {
  /** Undefined while it is on its way. */
  readonly row: PlanItemRow | undefined;
  readonly index: number;
  readonly top: number;
  readonly total: number;
  /** Null where all rows have the same height. */
  readonly measure: ((element: Element | null) => void) | null;
  readonly mayPick: boolean;
  readonly onPick: (picked: Picked) => void;
  readonly onOpen: (position: number) => void;
}

/** Drawn again only when something of its own changes, which scrolling does not. */
const Row = memo(function PlanRow({ row, index, top, total, measure, ...acts }: RowProps): ReactElement {
  return (
    <li ref={measure} data-index={index} aria-setsize={total} aria-posinset={index + 1} style={{ transform: `translateY(${String(top)}px)` }}>
      {row !== undefined && <RowParts row={row} {...acts} />}
    </li>
  );
});

function RowParts({ row, mayPick, onPick, onOpen }: Pick<RowProps, "mayPick" | "onPick" | "onOpen"> & { readonly row: PlanItemRow }): ReactElement {
  const { position } = row;
  return (
    <>
      <input
        type="checkbox"
        aria-label={text("plan.row.pick", { title: row.title })}
        checked={row.picked}
        disabled={!mayPick || row.writes === 0 || row.outcome !== null}
        onChange={(event) => onPick({ position, picked: event.currentTarget.checked })}
      />
      <button type="button" className="plan-row" onClick={() => onOpen(position)}>
        <span className="plan-row-group" data-symbol={row.symbol}>
          <GroupIcon symbol={row.symbol} /> {text(`plan.group.${row.symbol}`)}
        </span>
        <span className="plan-row-title">
          <bdi>{row.title}</bdi>
        </span>
        <span className="plan-row-why muted">{row.because}</span>
      </button>
      {row.outcome !== null && <OutcomeBadge outcome={row.outcome} />}
    </>
  );
}
