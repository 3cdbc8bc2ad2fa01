import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { PlanFieldRow, PlanItemDetail } from "#contract/plans.ts";
import { fetchPlanItem } from "../../api/plan-calls.ts";
import { text } from "../../i18n/text.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Answer } from "../../ui/states.tsx";
import { keptText, Value, valueText } from "../../ui/value.tsx";

interface Props {
  readonly planId: string;
  readonly position: number;
  readonly onClose: () => void;
}

/** One row of a plan, field by field: what both sides hold, what they last agreed on, what it becomes and why. */
export function PlanDrawer({ planId, position, onClose }: Props): ReactElement {
  const query = useQuery({ queryKey: ["plan-item", planId, position], queryFn: () => fetchPlanItem(planId, position), meta: { topics: ["plan"] } });
  return (
    <Dialog kind="drawer" open title={<bdi>{query.data?.title ?? text("plan.title.loading")}</bdi>} onClose={onClose}>
      <Answer query={query}>{(item) => <Item item={item} />}</Answer>
    </Dialog>
  );
}

function Item({ item }: { readonly item: PlanItemDetail }): ReactElement {
  return (
    <>
      <p>
        <strong>{text(`plan.group.${item.symbol}`)}</strong> · {item.because}
      </p>
      <p className="muted">
        <bdi>{text("plan.drawer.ids", { left: item.highlevelId ?? "–", right: item.incidentId ?? "–" })}</bdi>
      </p>
      {item.linkId !== null && (
        <p>
          <Link to="/contacts/$id" params={{ id: item.linkId }} search={{}}>
            {text("plan.drawer.contact")}
          </Link>
        </p>
      )}
      {item.fields.length === 0 ? <p>{text("plan.drawer.none")}</p> : <Fields fields={item.fields} />}
    </>
  );
}

/** What changes or differs first; what both sides hold alike is folded away. */
function Fields({ fields }: { readonly fields: readonly PlanFieldRow[] }): ReactElement {
  const { same = [], open = [] } = Object.groupBy(fields, ({ rule }) => (rule === "equal" ? "same" : "open"));
  return (
    <>
      <FieldList fields={open} />
      {same.length > 0 && (
        <details>
          <summary>{text("plan.drawer.same", { count: same.length })}</summary>
          <FieldList fields={same} />
        </details>
      )}
    </>
  );
}

function FieldList({ fields }: { readonly fields: readonly PlanFieldRow[] }): ReactElement {
  return (
    <ul className="plan-fields" aria-label={text("plan.drawer.table")}>
      {fields.map((row) => (
        <li key={row.field}>
          <h3>{row.label}</h3>
          <dl>
            <dt>{text("plan.drawer.highlevel")}</dt>
            <dd>
              <Value value={row.highlevel} />
            </dd>
            <dt>{text("plan.drawer.incident")}</dt>
            <dd>
              <Value value={row.incident} />
            </dd>
            <dt>{text("plan.drawer.agreed")}</dt>
            <dd>
              <Agreed agreed={row.agreed} rule={row.rule} />
            </dd>
            <dt>{text("plan.drawer.after")}</dt>
            <dd>
              <After row={row} />
            </dd>
            <dt>{text("plan.drawer.rule")}</dt>
            <dd>{ruleWords(row)}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Agreed({ agreed, rule }: Pick<PlanFieldRow, "agreed" | "rule">): ReactElement {
  if (agreed.known) return <Value value={agreed.value} />;
  return <span className="muted">{text(rule === "both-changed" ? "plan.drawer.unknown" : "plan.drawer.never")}</span>;
}

function After({ row }: { readonly row: PlanFieldRow }): ReactElement {
  const sides = (["highlevel", "incident"] as const).filter((side) => keptText(row.after[side]) !== keptText(row[side]));
  if (sides.length === 0) return <span className="muted">{text("plan.drawer.unchanged")}</span>;
  return (
    <>
      {sides.map((side) => (
        <div key={side}>
          <strong>
            <bdi>{text(`plan.drawer.after.${side}`, { value: valueText(row.after[side]) })}</bdi>
          </strong>
        </div>
      ))}
    </>
  );
}

function ruleWords({ rule, policy }: PlanFieldRow): string {
  const words = text(`plan.rule.${rule}`);
  return policy === null ? words : `${words}: ${text(`plan.policy.${policy}`)}`;
}
