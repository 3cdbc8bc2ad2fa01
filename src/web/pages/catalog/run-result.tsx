import type { ReactElement } from "react";
import type { RunView } from "#contract/operations.ts";
import { text } from "../../i18n/text.ts";
import { Notice } from "../../ui/notice.tsx";
import { RawText } from "../../ui/raw-text.tsx";
import { asJson } from "./input-values.ts";

/** How a run ended, with what left and what came back side by side. */
export function RunResult({ run }: { readonly run: RunView }): ReactElement {
  const { sent, output, issues, generic, result } = run;
  return (
    <section aria-labelledby="result">
      <h3 id="result">{text("catalog.result")}</h3>
      <Notice tone={result === "done" ? "good" : result === "refused" ? "warn" : "bad"} title={headline(run)} read="politely">
        {generic && <p>{text("catalog.result.generic")}</p>}
        {run.error !== null && result === "failed" && (
          <p>
            <bdi>{run.error.detail}</bdi> {run.error.fix}
          </p>
        )}
      </Notice>
      {issues.length > 0 && (
        <>
          <h4>{text(result === "done" ? "catalog.result.drift" : "catalog.result.issues")}</h4>
          <ul>
            {issues.map(({ field, problem }) => (
              <li key={`${field} ${problem}`}>
                <code>{field === "" ? text("catalog.result.whole") : field}</code> {problem}
              </li>
            ))}
          </ul>
        </>
      )}
      {sent !== null && (
        <div className="catalog-sides">
          <div>
            <h4>{text("catalog.result.sent")}</h4>
            <p className="catalog-line">
              <code>
                {sent.method} {sent.url}
              </code>
            </p>
            {sent.body !== null && sent.body !== undefined && <RawText label={text("catalog.result.sent")}>{asJson(sent.body)}</RawText>}
          </div>
          <div>
            <h4>{text("catalog.result.answer")}</h4>
            {output === null || output === undefined ? (
              <p className="muted">{text("catalog.result.none")}</p>
            ) : (
              <RawText label={text("catalog.result.answer")}>{asJson(output)}</RawText>
            )}
          </div>
        </div>
      )}
    </section>
  );
}

function headline({ result, place, connection, status, durationMs, error }: RunView): string {
  if (result === "refused") return text("catalog.result.refused");
  if (result === "failed") return text("catalog.result.failed", { title: error?.title ?? "" });
  const where = place === "practice" ? text("catalog.result.practice") : text("catalog.result.account", { name: connection?.name ?? "" });
  return text("catalog.result.done", { where, status: status ?? 0, ms: Math.round(durationMs ?? 0) });
}
