import { ArrowDown, ArrowUp, CircleCheck, CircleDashed, Lock, OctagonAlert, Trash2, TriangleAlert } from "lucide-react";
import { useId, type Dispatch, type ReactElement } from "react";
import type { MappingAttempt, MappingRow, MappingView } from "#contract/mapping.ts";
import { compatibilityOf, type Compatibility } from "#core/mapping/compatibility.ts";
import type { FieldValue } from "#contract/contacts.ts";
import { text } from "../../i18n/text.ts";
import { Badge } from "../../ui/badge.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { keptText } from "../../ui/value.tsx";
import { DirectionSelect, PlaceSelect } from "./choices.tsx";
import type { DraftAct, DraftRow } from "./draft-history.ts";
import { NewAttribute } from "./new-attribute.tsx";
import { choosing } from "./new-row.ts";
import { RoundTrips } from "./round-trips.tsx";
import { Through } from "./through.tsx";

export interface RowProps {
  readonly row: DraftRow;
  readonly index: number;
  readonly rows: readonly DraftRow[];
  readonly mapping: MappingView;
  readonly act: Dispatch<DraftAct>;
  readonly attempt: MappingAttempt | null;
  /** Which of the records is shown. */
  readonly record: number;
}

/** One row: two places, the ways between them, the rule, and what becomes of real values. */
export function MappingRowCard(props: RowProps): ReactElement {
  const { row, index, mapping, act, attempt } = props;
  const head = useId();
  const locked = row.field !== null && mapping.locked.includes(row.field);
  const name = row.label === "" ? text("mapping.new") : row.label;
  const issues = attempt?.issues.filter(({ path }) => path.startsWith(`fields[${String(index)}].`)) ?? [];
  return (
    <li className="mapping-row" aria-labelledby={head} data-faulty={issues.length > 0}>
      <div className="mapping-row-head">
        <h2 id={head}>
          <bdi>{name}</bdi>
        </h2>
        <Light row={row} mapping={mapping} />
        <RowButtons {...props} name={name} locked={locked} />
      </div>
      {locked && (
        <p className="muted mapping-locked">
          <Lock size={14} aria-hidden /> {text("mapping.locked")}
        </p>
      )}
      <PlacesAndWays {...props} locked={locked} />
      <div aria-live="polite">
        {issues.map(({ path, fault, about }) => (
          <p key={`${path} ${fault}`} className="mapping-fault">
            <OctagonAlert size={14} aria-hidden /> {text(`mapping.fault.${fault}`, { about })}
          </p>
        ))}
      </div>
      <details className="mapping-details">
        <summary aria-label={`${text("mapping.details")}: ${name}`}>{text("mapping.details")}</summary>
        {!locked && (
          <Through
            row={row}
            onChange={(transforms, typing) => act({ do: "change", key: row.key, change: { transforms }, ...(typing !== undefined && { typing }) })}
          />
        )}
        <RoundTrips attempt={attempt} index={index} name={name} />
        {!locked && <NameAndGuard row={row} act={act} />}
      </details>
    </li>
  );
}

function PlacesAndWays({ row, rows, mapping, act, attempt, index, record, locked }: RowProps & { readonly locked: boolean }): ReactElement {
  const change = (next: Partial<MappingRow>): void => act({ do: "change", key: row.key, change: next });
  const left = mapping.places.left.find(({ place }) => place === row.left);
  const right = mapping.places.right.find(({ place }) => place === row.right);
  const sample = attempt?.records[record]?.rows[index];
  const typeOf = (place: typeof left, value: FieldValue | undefined): string =>
    place === undefined
      ? ""
      : value === undefined
        ? text(`mapping.type.${place.type}`)
        : text("mapping.type", { type: text(`mapping.type.${place.type}`), sample: keptText(value) });
  return (
    <div className="mapping-ways">
      <PlaceSelect
        side="left"
        {...{ row, rows, mapping, locked }}
        hint={typeOf(left, sample?.before)}
        onChoose={(place) => change(choosing(row, place))}
      />
      <div className="mapping-pair">
        <DirectionSelect when="creates" row={row} left={left} locked={locked} onChange={(creates) => change({ creates })} />
        <DirectionSelect when="direction" row={row} left={left} locked={locked} onChange={(direction) => change({ direction })} />
      </div>
      <div>
        <PlaceSelect
          side="right"
          {...{ row, rows, mapping, locked }}
          hint={typeOf(right, sample?.there)}
          onChoose={({ place }) => change({ right: place })}
        />
        {!locked && left !== undefined && (
          <NewAttribute bridgeId={mapping.bridge.id} label={row.label} type={left.type} onMade={(place) => change({ right: place })} />
        )}
      </div>
      <Select
        label={text("mapping.policy")}
        value={row.policy}
        disabled={row.direction !== "both"}
        data={(["ask", "newest", "highlevel", "incident"] as const).map((policy) => ({ value: policy, label: text(`mapping.policy.${policy}`) }))}
        onChange={(event) => change({ policy: event.currentTarget.value as MappingRow["policy"] })}
      />
    </div>
  );
}

function RowButtons({ row, rows, index, act, name, locked }: RowProps & { readonly name: string; readonly locked: boolean }): ReactElement {
  const { key } = row;
  return (
    <span className="mapping-row-buttons">
      <button
        type="button"
        className="icon-button"
        aria-label={text("mapping.up", { label: name })}
        disabled={index === 0}
        onClick={() => act({ do: "move", key, by: -1 })}
      >
        <ArrowUp size={16} aria-hidden />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={text("mapping.down", { label: name })}
        disabled={index === rows.length - 1}
        onClick={() => act({ do: "move", key, by: 1 })}
      >
        <ArrowDown size={16} aria-hidden />
      </button>
      {!locked && (
        <button type="button" className="icon-button" aria-label={text("mapping.remove", { label: name })} onClick={() => act({ do: "remove", key })}>
          <Trash2 size={16} aria-hidden />
        </button>
      )}
    </span>
  );
}

/** Whether both places can hold the same values. */
function Light({ row, mapping }: Pick<RowProps, "row" | "mapping">): ReactElement {
  const fit = fitOf(row, mapping);
  if (fit === null)
    return (
      <Badge tone="neutral" icon={CircleDashed}>
        {text("mapping.light.open")}
      </Badge>
    );
  const looks = { fits: ["good", CircleCheck], converts: ["warn", TriangleAlert], never: ["bad", OctagonAlert] } as const;
  const [tone, icon] = looks[fit.light];
  return (
    <>
      <Badge tone={tone} icon={icon}>
        {text(`mapping.light.${fit.light}`)}
      </Badge>
      {fit.light !== "fits" && <span className="muted">{text(`mapping.note.${fit.note}`)}</span>}
    </>
  );
}

function fitOf(row: MappingRow, { places }: MappingView): Compatibility | null {
  const [left, right] = [places.left.find(({ place }) => place === row.left), places.right.find(({ place }) => place === row.right)];
  return left === undefined || right === undefined ? null : compatibilityOf(left, right);
}

function NameAndGuard({ row, act }: Pick<RowProps, "row" | "act">): ReactElement {
  return (
    <div className="stack">
      <TextField
        label={text("mapping.label")}
        maxLength={100}
        value={row.label}
        onChange={(event) => act({ do: "change", key: row.key, change: { label: event.currentTarget.value }, typing: "label" })}
      />
      <label className="tick">
        <input
          type="checkbox"
          checked={row.personal}
          onChange={(event) => act({ do: "change", key: row.key, change: { personal: event.currentTarget.checked } })}
        />
        {text("mapping.personal")}
      </label>
    </div>
  );
}
