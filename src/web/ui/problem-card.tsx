import type { ReactElement, ReactNode } from "react";
import { ApiProblem } from "../api/request.ts";
import { text } from "../i18n/text.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

/** Commands stand between backquotes in the registry's texts. */
function withCode(words: string): readonly ReactNode[] {
  return words.split("`").map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part));
}

interface Props {
  readonly error: Error;
  /** Tries the same again. */
  readonly onRetry?: () => void;
  /** A better way out than trying again. */
  readonly action?: ReactNode;
}

/** A refused request: what happened, why, what to do next, and the code that people can search. */
export function ProblemCard({ error, onRetry, action }: Props): ReactElement {
  const found = error instanceof ApiProblem ? error.problem : null;
  return (
    <Notice tone="bad" read="at-once" title={found === null ? text("error.title") : `${found.title} (${found.number})`}>
      <p>{error instanceof ApiProblem ? error.message : text("error.crashed")}</p>
      {found !== null && <p>{withCode(found.fix)}</p>}
      <div className="row-of">
        {action}
        {onRetry !== undefined && (
          <Button small onClick={onRetry}>
            {text("error.retry")}
          </Button>
        )}
      </div>
    </Notice>
  );
}
