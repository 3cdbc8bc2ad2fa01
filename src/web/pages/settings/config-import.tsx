import { useId, useState, type ReactElement } from "react";
import type { ConfigComparisonView } from "#contract/config.ts";
import { applyConfig, compareConfig } from "../../api/config-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { LongText } from "../../ui/long-text.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { ChangeTable } from "./config-changes.tsx";
import { useAct } from "./use-act.ts";

/** Most characters that the server takes; a larger file is refused before it is sent. */
const MOST_CHARACTERS = 200_000;

/** A file is chosen or pasted, compared, and then exactly what was shown is applied. */
export function BringFile(): ReactElement {
  const [file, setFile] = useState("");
  const compared = useAct(compareConfig, { renews: [] });
  const applied = useAct(({ hash }: { readonly hash: string }) => applyConfig(file, hash), {
    renews: ["config-file", "flows", "status"],
    onDone: () => compared.reset(),
  });
  const change = (next: string): void => {
    setFile(next);
    compared.reset();
    applied.reset();
  };
  const isTooLong = file.length > MOST_CHARACTERS;
  return (
    <section className="panel" aria-labelledby="bring-file">
      <h2 id="bring-file">{text("config.bring")}</h2>
      <p className="muted">{text("config.bring.body")}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          applied.reset();
          compared.mutate(file);
        }}
      >
        <ChooseFile onText={change} />
        <LongText
          label={text("config.text")}
          isCode
          rows={14}
          value={file}
          error={isTooLong ? text("config.too-long") : undefined}
          onChange={change}
        />
        <div className="row-of below">
          <Button type="submit" look="main" busy={compared.isPending} disabled={file.trim() === "" || isTooLong}>
            {text("config.compare")}
          </Button>
        </div>
      </form>
      <output aria-live="polite">
        {compared.isError && <ProblemCard error={compared.error} />}
        {applied.isError && <ProblemCard error={applied.error} />}
        {applied.data !== undefined && <Notice tone="good" title={text("config.applied", { count: applied.data })} />}
        {compared.data !== undefined && <Compared found={compared.data} busy={applied.isPending} onApply={(hash) => applied.mutate({ hash })} />}
      </output>
    </section>
  );
}

function ChooseFile({ onText }: { readonly onText: (file: string) => void }): ReactElement {
  const id = useId();
  return (
    <p>
      <label htmlFor={id}>{text("config.choose")}</label>{" "}
      <input
        id={id}
        className="file-choice"
        type="file"
        accept=".yaml,.yml,application/yaml,text/plain"
        onChange={({ currentTarget }) => {
          const [chosen] = currentTarget.files ?? [];
          // One that is far too long is not read to its end.
          if (chosen !== undefined)
            void chosen
              .slice(0, 4 * MOST_CHARACTERS)
              .text()
              .then(onText);
        }}
      />
    </p>
  );
}

interface ComparedProps {
  readonly found: ConfigComparisonView;
  readonly busy: boolean;
  readonly onApply: (hash: string) => void;
}

function Compared({ found: { hash, changes, problems, untouched }, busy, onApply }: ComparedProps): ReactElement {
  if (hash === null) return <Problems problems={problems} />;
  return (
    <>
      {changes.length === 0 ? (
        <Notice tone="good" title={text("config.same")} />
      ) : (
        <>
          <h3>{text("config.changes", { count: changes.length })}</h3>
          <ChangeTable label={text("config.changes.list")} changes={changes} />
          <Apply changes={changes} busy={busy} onApply={() => onApply(hash)} />
        </>
      )}
      {untouched.length > 0 && (
        <p className="muted">
          <bdi>{text("config.untouched", { names: untouched.map(({ name }) => name).join(", ") })}</bdi>
        </p>
      )}
    </>
  );
}

function Problems({ problems }: Pick<ConfigComparisonView, "problems">): ReactElement {
  return (
    <Notice tone="bad" title={text("config.problems", { count: problems.length })}>
      <ul className="plain">
        {problems.map(({ line, column, says }) => (
          <li key={`${String(line)} ${String(column)} ${says}`}>
            {line !== null && <strong>{text("config.problem.line", { line, column: column ?? 1 })}</strong>} <bdi>{says}</bdi>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface ApplyProps {
  readonly changes: ConfigComparisonView["changes"];
  readonly busy: boolean;
  readonly onApply: () => void;
}

/** What writes or deletes is typed for; the rest is asked once. */
function Apply({ changes, busy, onApply }: ApplyProps): ReactElement {
  const [asks, setAsks] = useState(false);
  const count = changes.length;
  const does = (effect: string): boolean => changes.some((change) => change.effect === effect);
  const [writes, deletes] = [does("begins-to-write"), does("may-delete")];
  return (
    <>
      <div className="row-of below">
        <Button look="main" busy={busy} onClick={() => setAsks(true)}>
          {text("config.apply", { count })}
        </Button>
      </div>
      <Confirm
        title={text("config.apply.title", { count })}
        act={text("config.apply", { count })}
        open={asks}
        typed={writes || deletes ? text("config.apply.word") : undefined}
        onConfirm={() => {
          setAsks(false);
          onApply();
        }}
        onClose={() => setAsks(false)}
      >
        <p>{text("config.apply.body")}</p>
        {writes && <p>{text("config.apply.writes")}</p>}
        {deletes && <p>{text("config.apply.deletes")}</p>}
      </Confirm>
    </>
  );
}
