import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { PlanFilter } from "#contract/plan-filter.ts";
import type { PlanView } from "#contract/plans.ts";
import { planSymbols } from "#core/sync/plan-groups.ts";
import type { PlanSymbol } from "#core/sync/sync-plan.ts";
import { pickRows, planRowsQuery } from "../../api/plan-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Select } from "../../ui/select.tsx";
import { NothingFits } from "../../ui/states.tsx";
import { GroupIcon } from "./group-icon.tsx";
import { PlanDrawer } from "./plan-drawer.tsx";
import { PlanList } from "./plan-list.tsx";

/** The rows of a plan: by group, narrowed, ticked or not, each with its drawer. */
export function PlanRows({ plan, counts }: { readonly plan: PlanView; readonly counts: NonNullable<PlanView["counts"]> }): ReactElement {
  const filter: PlanFilter = useSearch({ from: "/plans/$id" });
  const navigate = useNavigate({ from: "/plans/$id" });
  const narrow = (change: PlanFilter): void => void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  const { row, ...shown } = filter;
  // The first page tells how many there are; what it told before stays until other filters are answered.
  const first = useQuery({ ...planRowsQuery(plan.id, shown, 0), placeholderData: keepPreviousData });
  const total = first.data?.total;
  return (
    <section aria-labelledby="rows">
      <h2 id="rows" className="visually-hidden">
        {text("plan.rows")}
      </h2>
      <Groups counts={counts} chosen={filter.symbol} onChoose={(symbol) => narrow({ symbol })} />
      {filter.symbol === "-" && <p className="muted">{text("plan.locked")}</p>}
      <Filters plan={plan} filter={shown} onNarrow={narrow} />
      <Picks plan={plan} filter={shown} total={total ?? 0} />
      {total === 0 && Object.values(shown).some((value) => value !== undefined) ? (
        <NothingFits onClear={() => void navigate({ search: {}, replace: true })} />
      ) : (
        <PlanList plan={plan} filter={shown} total={total ?? 0} onOpen={(position) => narrow({ row: position })} />
      )}
      {row !== undefined && <PlanDrawer planId={plan.id} position={row} onClose={() => narrow({ row: undefined })} />}
    </section>
  );
}

const countOf = (counts: NonNullable<PlanView["counts"]>): Readonly<Record<PlanSymbol, number>> => ({
  "+": counts.create,
  "~": counts.update,
  "=": counts.same,
  "⊘": counts.skip,
  "⚠": counts.needsPerson,
  "-": counts.delete,
});

interface GroupProps {
  readonly counts: NonNullable<PlanView["counts"]>;
  readonly chosen: PlanSymbol | undefined;
  readonly onChoose: (symbol: PlanSymbol | undefined) => void;
}

function Groups({ counts, chosen, onChoose }: GroupProps): ReactElement {
  const numbers = countOf(counts);
  const all = Object.values(numbers).reduce((sum, count) => sum + count, 0);
  return (
    <fieldset className="plan-groups" aria-label={text("plan.groups")}>
      <button type="button" aria-pressed={chosen === undefined} onClick={() => onChoose(undefined)}>
        {text("plan.all")} <strong>{all}</strong>
      </button>
      {planSymbols.map((symbol) => (
        <button key={symbol} type="button" data-symbol={symbol} aria-pressed={chosen === symbol} onClick={() => onChoose(symbol)}>
          <GroupIcon symbol={symbol} /> {text(`plan.group.${symbol}`)} <strong>{numbers[symbol]}</strong>
        </button>
      ))}
    </fieldset>
  );
}

interface FilterProps {
  readonly plan: PlanView;
  readonly filter: PlanFilter;
  readonly onNarrow: (change: PlanFilter) => void;
}

function Filters({ plan, filter, onNarrow }: FilterProps): ReactElement {
  return (
    <fieldset className="plan-filters" aria-label={text("plan.filter")}>
      <SearchField label={text("plan.filter.search")} value={filter.q ?? ""} onSearch={(q) => onNarrow({ q: q === "" ? undefined : q })} />
      <Select
        label={text("plan.filter.field")}
        value={filter.field ?? ""}
        onChange={(event) => onNarrow({ field: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}
        data={[
          { value: "", label: text("plan.filter.field.any") },
          ...plan.fields.map(({ field, label, count }) => ({ value: field, label: text("plan.option", { label, count }) })),
        ]}
      />
      <Select
        label={text("plan.filter.reason")}
        value={filter.reason ?? ""}
        onChange={(event) => onNarrow({ reason: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}
        data={[
          { value: "", label: text("plan.filter.reason.any") },
          ...plan.reasons.map(({ reason, count }) => ({ value: reason, label: text("plan.option", { label: reason, count }) })),
        ]}
      />
    </fieldset>
  );
}

interface PickProps {
  readonly plan: PlanView;
  readonly filter: PlanFilter;
  readonly total: number;
}

/** Ticks or unticks all rows that the filters show. */
function Picks({ plan, filter, total }: PickProps): ReactElement {
  const client = useQueryClient();
  const pick = useMutation({
    mutationFn: (picked: boolean) => {
      const { symbol, field, reason, q } = filter;
      return pickRows(plan.id, { picked, symbol, field, reason, q });
    },
    onSettled: () => client.invalidateQueries(),
  });
  const open = useMay("build") && plan.stage === "ready" && plan.expired === null;
  return (
    <div className="row-of plan-picks">
      <output>{text("plan.shown", { count: total })}</output>
      {open && total > 0 && (
        <>
          <Button small disabled={pick.isPending} onClick={() => pick.mutate(true)}>
            {text("plan.pick.all")}
          </Button>
          <Button small disabled={pick.isPending} onClick={() => pick.mutate(false)}>
            {text("plan.pick.none")}
          </Button>
        </>
      )}
      {pick.isError && <ProblemCard error={pick.error} onRetry={() => pick.reset()} />}
    </div>
  );
}
