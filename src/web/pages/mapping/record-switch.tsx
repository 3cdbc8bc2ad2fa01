import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactElement } from "react";
import type { MappingAttempt } from "#contract/mapping.ts";
import { text } from "../../i18n/text.ts";

interface Props {
  readonly attempt: MappingAttempt | null;
  readonly at: number;
  readonly onChange: (at: number) => void;
}

/** Which real record the samples in the rows are of. */
export function RecordSwitch({ attempt, at, onChange }: Props): ReactElement | null {
  const count = attempt?.records.length ?? 0;
  const shown = attempt?.records[at];
  if (shown === undefined) return null;
  const step = (by: number): void => onChange((at + by + count) % count);
  return (
    <div className="mapping-record">
      <button type="button" className="icon-button" aria-label={text("mapping.record.before")} onClick={() => step(-1)}>
        <ChevronLeft size={16} aria-hidden />
      </button>
      <output>
        {text("mapping.record", { at: at + 1, of: count })} <bdi>{shown.title}</bdi>
      </output>
      <button type="button" className="icon-button" aria-label={text("mapping.record.next")} onClick={() => step(1)}>
        <ChevronRight size={16} aria-hidden />
      </button>
    </div>
  );
}
