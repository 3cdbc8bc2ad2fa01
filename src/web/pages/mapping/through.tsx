import "../../ui/list-tools.css";
import { Plus, X } from "lucide-react";
import { useEffect, useRef, useState, type ReactElement } from "react";
import { lossOf, transformOps, type Transform } from "#core/mapping/transform.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { DraftRow } from "./draft-history.ts";
import { ValueTable } from "./value-table.tsx";

type Op = Transform["op"];
type Changed = (transforms: DraftRow["transforms"], typing?: string) => void;

const begun = (op: Op): DraftRow["transforms"][number] => {
  if (op === "table") return { op, pairs: [{ left: "", right: "" }] };
  if (op === "fallback") return { op, side: "incident", value: "" };
  return { op };
};

/** What is done to a row's values on the way: a chip for each step, in the order in which they are carried out. */
export function Through({ row, onChange }: { readonly row: DraftRow; readonly onChange: Changed }): ReactElement {
  const { transforms } = row;
  const [wanted, setWanted] = useState<Op | "">("");
  const [added, setAdded] = useState<Op | null>(null);
  const steps = useRef<HTMLUListElement>(null);
  // Whoever adds a step wants to fill it in next.
  useEffect(() => {
    const step = added === null ? null : (steps.current?.querySelector(`[data-op="${added}"]`) ?? null);
    (step?.querySelector<HTMLElement>("input") ?? step?.querySelector<HTMLElement>("button"))?.focus();
  }, [added]);
  const free = transformOps.filter((op) => transforms.every((transform) => transform.op !== op));
  const replace = (at: number, next: DraftRow["transforms"][number], typing?: string): void =>
    onChange(
      transforms.map((transform, index) => (index === at ? next : transform)),
      typing,
    );
  const add = (op: Op): void => {
    onChange([...transforms, begun(op)].toSorted((one, other) => transformOps.indexOf(one.op) - transformOps.indexOf(other.op)));
    setWanted("");
    setAdded(op);
  };
  return (
    <fieldset className="mapping-through">
      <legend>{text("mapping.through")}</legend>
      {transforms.length === 0 && <p className="muted">{text("mapping.through.none")}</p>}
      <ul className="mapping-steps" ref={steps}>
        {transforms.map((transform, at) => (
          <li key={transform.op} data-op={transform.op}>
            <Chip
              op={transform.op}
              onRemove={() => {
                setAdded(null);
                onChange(transforms.filter((_, index) => index !== at));
              }}
            />
            <span className="muted">{text(`mapping.loss.${lossOf(transform) ?? "none"}`)}</span>
            {transform.op === "table" && (
              <ValueTable pairs={transform.pairs} onChange={(pairs, typing) => replace(at, { ...transform, pairs: [...pairs] }, typing)} />
            )}
            {transform.op === "fallback" && <Fallback fallback={transform} onChange={(next, typing) => replace(at, next, typing)} />}
          </li>
        ))}
      </ul>
      {free.length > 0 && (
        <div className="tools">
          <Select
            label={text("mapping.through.choose")}
            value={wanted}
            data={[{ value: "", label: text("mapping.choose") }, ...free.map((op) => ({ value: op, label: text(`mapping.op.${op}`) }))]}
            onChange={(event) => setWanted(free.find((op) => op === event.currentTarget.value) ?? "")}
          />
          <Button icon={<Plus size={14} aria-hidden />} disabled={wanted === ""} onClick={() => wanted !== "" && add(wanted)}>
            {text("mapping.through.add")}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function Chip({ op, onRemove }: { readonly op: Op; readonly onRemove: () => void }): ReactElement {
  const name = text(`mapping.op.${op}`);
  return (
    <span className="chip" data-current="true">
      <span>{name}</span>
      <button type="button" className="icon-button" aria-label={text("mapping.through.remove", { name })} onClick={onRemove}>
        <X size={14} aria-hidden />
      </button>
    </span>
  );
}

type FallbackStep = Extract<DraftRow["transforms"][number], { op: "fallback" }>;

function Fallback({
  fallback,
  onChange,
}: {
  readonly fallback: FallbackStep;
  readonly onChange: (next: FallbackStep, typing?: string) => void;
}): ReactElement {
  return (
    <div className="mapping-pair">
      <Select
        label={text("mapping.fallback.side")}
        value={fallback.side}
        data={(["incident", "highlevel"] as const).map((side) => ({ value: side, label: text(`mapping.fallback.${side}`) }))}
        onChange={(event) => onChange({ ...fallback, side: event.currentTarget.value === "highlevel" ? "highlevel" : "incident" })}
      />
      <TextField
        label={text("mapping.fallback.value")}
        maxLength={500}
        value={fallback.value}
        onChange={(event) => onChange({ ...fallback, value: event.currentTarget.value }, "fallback")}
      />
    </div>
  );
}
