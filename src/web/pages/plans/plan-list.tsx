/* oxlint-disable react/incompatible-library -- the virtualizer's own way */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type ReactElement } from "react";
import type { PlanItemRow, PlanView } from "#contract/plans.ts";
import { pickRows } from "../../api/plan-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { GroupIcon } from "./group-icon.tsx";
import { OutcomeBadge } from "./outcome-badge.tsx";
import type { PlanRowSource } from "./use-plan-rows.ts";

/** Least height of a row, in pixels, beside the style sheet's: on narrow screens its reason may take several lines. */
const ROW = 64;

interface Props {
  readonly plan: PlanView;
  readonly rows: PlanRowSource;
  readonly onOpen: (position: number) => void;
}

/** Rows as a virtual list: some dozen in the page, however many there are. */
export function PlanList({ plan, rows, onOpen }: Props): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const client = useQueryClient();
  const mayPick = useMay("build") && plan.stage === "ready" && plan.expired === null;
  const pick = useMutation({
    mutationFn: ({ position, picked }: { position: number; picked: boolean }) => pickRows(plan.id, { picked, positions: [position] }),
    onSettled: () => client.invalidateQueries(),
  });
  const virtual = useVirtualizer({ count: rows.total, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 8 });
  const sight = virtual.getVirtualItems();
  const [first, last] = [sight[0]?.index ?? 0, sight.at(-1)?.index ?? 0];
  const { see } = rows;
  useEffect(() => see(first, last), [see, first, last]);
  return (
    <>
      {pick.isError && <ProblemCard error={pick.error} onRetry={() => pick.reset()} />}
      <div className="plan-list" ref={scroller}>
        <ul aria-label={text("plan.rows")} style={{ height: virtual.getTotalSize() }}>
          {sight.map(({ index, start }) => {
            const row = rows.at(index);
            return (
              <li
                key={index}
                ref={virtual.measureElement}
                data-index={index}
                aria-setsize={rows.total}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${String(start)}px)` }}
              >
                {row !== undefined && (
                  <Row
                    row={row}
                    mayPick={mayPick && row.writes > 0 && row.outcome === null}
                    onPick={(picked) => pick.mutate({ position: row.position, picked })}
                    onOpen={() => onOpen(row.position)}
                  />
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

interface RowProps {
  readonly row: PlanItemRow;
  readonly mayPick: boolean;
  readonly onPick: (picked: boolean) => void;
  readonly onOpen: () => void;
}

function Row({ row, mayPick, onPick, onOpen }: RowProps): ReactElement {
  return (
    <>
      <input
        type="checkbox"
        aria-label={text("plan.row.pick", { title: row.title })}
        checked={row.picked}
        disabled={!mayPick}
        onChange={(event) => onPick(event.currentTarget.checked)}
      />
      <button type="button" className="plan-row" onClick={onOpen}>
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
