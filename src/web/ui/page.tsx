import type { ReactElement, ReactNode } from "react";
import type { Permission } from "#core/policy/permission.ts";
import { useMay } from "../api/use-me.ts";
import { usePageTitle } from "./page-title.ts";
import { NoPermission } from "./states.tsx";

interface Props {
  /** Also in the browser's tab. Text of a vendor is shown as it is, whichever way it runs. */
  readonly title: string;
  /** What a person needs to see it. Default `view`. */
  readonly needs?: Permission;
  /** One sentence below the heading. */
  readonly lead?: ReactNode;
  /** Above the heading, such as the way back. */
  readonly before?: ReactNode;
  /** Beside the heading: the page's first act. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: one heading, which takes focus when people come from another page, and its content. */
export function Page({ title, needs = "view", lead, before, actions, children }: Props): ReactElement {
  const may = useMay(needs);
  usePageTitle(title);
  return (
    <main className="page" id="content" tabIndex={-1}>
      {before}
      <div className="page-head">
        <h1 tabIndex={-1}>
          <bdi>{title}</bdi>
        </h1>
        {may && actions !== undefined && <div className="page-actions">{actions}</div>}
      </div>
      {may && lead !== undefined && <p className="page-lead">{lead}</p>}
      {may ? children : <NoPermission needs={needs} />}
    </main>
  );
}
