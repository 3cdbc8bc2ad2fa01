import "./door.css";
import type { ReactElement, ReactNode } from "react";
import { text } from "../../i18n/text.ts";
import { usePageTitle } from "../../ui/page-title.ts";

/** A page before the others: nothing of the installation is on it. */
export function Door({ title, lead, children }: { readonly title: string; readonly lead?: string; readonly children: ReactNode }): ReactElement {
  usePageTitle(title);
  return (
    <main className="door" id="content" tabIndex={-1}>
      <p className="brand">{text("app.name")}</p>
      <h1 tabIndex={-1}>{title}</h1>
      {lead !== undefined && <p className="muted">{lead}</p>}
      {children}
    </main>
  );
}
