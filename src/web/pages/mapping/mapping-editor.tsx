import { Plus, Redo2, Undo2 } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { MappingView } from "#contract/mapping.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { keyed } from "./draft-history.ts";
import { MappingRowCard } from "./mapping-row.tsx";
import { newRow } from "./new-row.ts";
import { RecordSwitch } from "./record-switch.tsx";
import { SavePanel } from "./save-panel.tsx";
import { Suggestions } from "./suggestions.tsx";
import { useMappingDraft } from "./use-mapping-draft.ts";
import { VersionsButton } from "./versions.tsx";

/** What was saved, and the plan that shows what it changes. */
export interface Saved {
  readonly number: number;
  readonly planId: string | null;
}

interface Props {
  readonly mapping: MappingView;
  readonly onSaved: (saved: Saved) => void;
}

/** The rows of a mapping, each tried on real records while it is changed. */
export function MappingEditor({ mapping, onSaved }: Props): ReactElement {
  const draft = useMappingDraft(mapping);
  const mayBuild = useMay("build");
  const [record, setRecord] = useState(0);
  const { history, act, attempt, leaving } = draft;
  const whole = attempt?.issues.filter(({ path }) => path === "fields") ?? [];
  return (
    <section className="panel" aria-label={text("mapping.rows")}>
      <div className="mapping-tools">
        <Button small icon={<Undo2 size={14} aria-hidden />} disabled={history.past.length === 0} onClick={() => act({ do: "undo" })}>
          {text("mapping.undo")}
        </Button>
        <Button small icon={<Redo2 size={14} aria-hidden />} disabled={history.future.length === 0} onClick={() => act({ do: "redo" })}>
          {text("mapping.redo")}
        </Button>
        <VersionsButton mapping={mapping} onTake={(rows) => act({ do: "replace", rows: keyed(rows) })} />
        <RecordSwitch attempt={attempt} at={record} onChange={setRecord} />
      </div>
      {whole.map(({ fault, about }) => (
        <Notice key={`${fault} ${about}`} tone="bad" read="politely" title={text(`mapping.fault.${fault}`, { about })} />
      ))}
      {draft.error !== null && <ProblemCard error={draft.error} />}
      <fieldset className="mapping-rows" disabled={!mayBuild}>
        <ol>
          {history.now.map((row, index) => (
            <MappingRowCard key={row.key} {...{ row, index, mapping, act, record }} rows={history.now} attempt={attempt} />
          ))}
        </ol>
        <Button icon={<Plus size={14} aria-hidden />} onClick={() => act({ do: "add", rows: [newRow(history.now)] })}>
          {text("mapping.add")}
        </Button>
      </fieldset>
      {mayBuild && <Suggestions mapping={mapping} rows={history.now} onTake={(row) => act({ do: "add", rows: [row] })} />}
      {mayBuild && <SavePanel {...{ mapping, draft, onSaved }} />}
      <Confirm
        title={text("mapping.leave")}
        act={text("mapping.leave.act")}
        open={leaving !== null}
        onConfirm={() => leaving?.leave()}
        onClose={() => leaving?.stay()}
      >
        <p>{text("mapping.leave.body")}</p>
      </Confirm>
    </section>
  );
}
