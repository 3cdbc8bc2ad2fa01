import { Ban, Inbox, SearchX } from "lucide-react";
import { useEffect, useState, type ReactElement, type ReactNode } from "react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Permission } from "#core/policy/permission.ts";
import { text } from "../i18n/text.ts";
import { AskOwner, granterOf } from "./ask-owner.tsx";
import { Button } from "./button.tsx";
import { ProblemCard } from "./problem-card.tsx";

/** Milliseconds after which a wait is worth showing. */
const SLOW_MS = 200;

/** Nothing for 200 ms, then grey lines in the shape of what comes. */
export function Loading({ lines = 6 }: { readonly lines?: number }): ReactElement {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <output className="loading">
      {slow && (
        <>
          <span className="visually-hidden">{text("state.loading")}</span>
          <span className="skeleton" aria-hidden>
            {Array.from({ length: lines }, (_, line) => (
              <span key={line} />
            ))}
          </span>
        </>
      )}
    </output>
  );
}

/** There is nothing yet: what will be here, and the one act that brings it. */
export function Empty({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}): ReactElement {
  return (
    <section className="blank">
      <Inbox size={22} aria-hidden />
      <h2>{title}</h2>
      <p className="muted">{children}</p>
      {action}
    </section>
  );
}

/** There is something, but the filters leave nothing over. */
export function NothingFits({ onClear }: { readonly onClear: () => void }): ReactElement {
  return (
    <section className="blank">
      <SearchX size={22} aria-hidden />
      <h2>{text("state.filtered.title")}</h2>
      <p className="muted">{text("state.filtered.body")}</p>
      <Button onClick={onClear}>{text("state.filtered.clear")}</Button>
    </section>
  );
}

/** In place of a page that this person may not open. */
export function NoPermission({ needs }: { readonly needs: Permission }): ReactElement {
  const who = granterOf(needs);
  return (
    <section className="blank">
      <Ban size={22} aria-hidden />
      <h2>{text("state.forbidden.title")}</h2>
      <p className="muted">{text("state.forbidden.body", { permission: text(`permission.${needs}`), who })}</p>
      <AskOwner needs={needs} />
    </section>
  );
}

/** What was asked of the server: waiting, refused with a way out, or shown. What was there once stays while it is asked again. */
export function Answer<Data>({
  query,
  lines,
  children,
}: {
  readonly query: UseQueryResult<Data>;
  /** Grey lines while waiting. */
  readonly lines?: number;
  readonly children: (data: Data) => ReactNode;
}): ReactNode {
  const retry = (): void => void query.refetch();
  if (query.data === undefined)
    return query.isError ? <ProblemCard error={query.error} onRetry={retry} /> : <Loading {...(lines !== undefined && { lines })} />;
  return (
    <>
      {query.isError && <ProblemCard error={query.error} onRetry={retry} />}
      {children(query.data)}
    </>
  );
}
