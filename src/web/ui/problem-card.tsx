import { Alert, Button } from "@mantine/core";
import { OctagonAlert } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { ApiProblem } from "../features/api.ts";
import { text } from "../i18n/text.ts";

/** Commands stand between backquotes in the registry's texts. */
function withCode(text: string): readonly ReactNode[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part));
}

/** What went wrong, and one thing to do about it. */
export function ProblemCard({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }): ReactElement {
  const found = error instanceof ApiProblem ? error.problem : null;
  return (
    <Alert
      color="red"
      icon={<OctagonAlert aria-hidden />}
      title={found === null ? text("error.title") : `${found.title} (${found.number})`}
      role="alert"
    >
      <p>{error.message}</p>
      {found !== null && <p>{withCode(found.fix)}</p>}
      <Button onClick={onRetry} size="sm">
        {text("error.retry")}
      </Button>
    </Alert>
  );
}
