import { Plus, Trash2 } from "lucide-react";
import type { ReactElement } from "react";
import type { TablePair } from "#core/mapping/transform.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface Props {
  readonly pairs: readonly TablePair[];
  /** `typing` names what is typed into, so that a word is one step. */
  readonly onChange: (pairs: readonly TablePair[], typing?: string) => void;
}

/** What HighLevel calls a value, and what incident.io does. */
export function ValueTable({ pairs, onChange }: Props): ReactElement {
  const type = (at: number, side: keyof TablePair, value: string): void =>
    onChange(
      pairs.map((pair, index) => (index === at ? { ...pair, [side]: value } : pair)),
      `table ${String(at)} ${side}`,
    );
  return (
    <div className="mapping-table">
      <ol>
        {pairs.map((pair, at) => (
          <li key={at}>
            <fieldset className="mapping-table-pair">
              <legend className="visually-hidden">{text("mapping.table.row", { row: at + 1 })}</legend>
              {(["left", "right"] as const).map((side) => (
                <TextField
                  key={side}
                  label={text(`mapping.table.${side}`)}
                  maxLength={500}
                  value={pair[side]}
                  onChange={(event) => type(at, side, event.currentTarget.value)}
                />
              ))}
              <button
                type="button"
                className="icon-button"
                aria-label={text("mapping.table.remove", { row: at + 1 })}
                onClick={() => onChange(pairs.filter((_, index) => index !== at))}
              >
                <Trash2 size={16} aria-hidden />
              </button>
            </fieldset>
          </li>
        ))}
      </ol>
      <Button small icon={<Plus size={14} aria-hidden />} onClick={() => onChange([...pairs, { left: "", right: "" }])}>
        {text("mapping.table.add")}
      </Button>
      <p className="muted">{text("mapping.table.rest")}</p>
    </div>
  );
}
