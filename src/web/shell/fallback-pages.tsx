import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { ApiProblem } from "../api/request.ts";
import { text } from "../i18n/text.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { ProblemCard } from "../ui/problem-card.tsx";

/** An address that no page has. */
export function MissingPage(): ReactElement {
  return (
    <Page title={text("state.missing.title")}>
      <p>{text("state.missing.body")}</p>
      <ButtonLink to="/" look="main">
        {text("state.missing.home")}
      </ButtonLink>
    </Page>
  );
}

/** A page that threw while it was shown, or could not be fetched. */
export function CrashedPage({ error, reset }: ErrorComponentProps): ReactElement {
  return (
    <Page title={text("error.title")}>
      <ProblemCard error={error instanceof Error ? error : new ApiProblem(null)} onRetry={reset} />
    </Page>
  );
}
