import { Link } from "@tanstack/react-router";
import { Activity, BookOpenText, ChartColumn, GitCompare, House, Settings, Users, Workflow, type LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { WebPath } from "#contract/pages.ts";
import type { StatusView } from "#contract/status.ts";
import type { Permission } from "#core/policy/permission.ts";
import type { MessageKey } from "../i18n/areas.ts";
import { text } from "../i18n/text.ts";
import { Account } from "./account.tsx";
import { usePermitted } from "../api/use-me.ts";

interface Item {
  readonly to: WebPath;
  /** Goes there when it follows `g`. */
  readonly key: string;
  readonly label: MessageKey;
  readonly icon: LucideIcon;
  readonly needs: Permission;
  /** How many wait there for a person; shown only when there are any. */
  readonly count?: (status: StatusView) => number;
}

const openConflicts = ({ bridges }: StatusView): number => bridges.reduce((sum, { counts }) => sum + counts.openConflicts, 0);

/** Home, Contacts, Flows, Activity, Conflicts, Dashboards, Catalog, Settings: in this order, each from the day it has a page. */
export const navigationItems: readonly Item[] = [
  { to: "/", key: "h", label: "nav.home", icon: House, needs: "view" },
  { to: "/contacts", key: "c", label: "nav.contacts", icon: Users, needs: "view" },
  { to: "/flows", key: "f", label: "nav.flows", icon: Workflow, needs: "view" },
  { to: "/activity", key: "a", label: "nav.activity", icon: Activity, needs: "view" },
  { to: "/conflicts", key: "x", label: "nav.conflicts", icon: GitCompare, needs: "operate", count: openConflicts },
  { to: "/dashboards", key: "d", label: "nav.dashboards", icon: ChartColumn, needs: "view" },
  { to: "/catalog", key: "o", label: "nav.catalog", icon: BookOpenText, needs: "view" },
  { to: "/settings", key: "s", label: "nav.settings", icon: Settings, needs: "view" },
];

/** The pages, as a list of links; the one that is open is marked. */
export function Navigation({
  status,
  onGo,
  children,
}: {
  readonly status: StatusView | undefined;
  readonly onGo: () => void;
  readonly children?: ReactNode;
}): ReactElement {
  const may = usePermitted();
  return (
    <nav aria-label={text("nav.label")} className="side">
      {children}
      <ul className="nav">
        {navigationItems
          .filter(({ needs }) => may(needs))
          .map(({ to, label, icon: Icon, count }) => {
            const waiting = status === undefined ? 0 : (count?.(status) ?? 0);
            return (
              <li key={label}>
                <Link to={to} activeOptions={{ exact: to === "/" }} onClick={onGo}>
                  <Icon size={18} aria-hidden />
                  {text(label)}
                  {waiting > 0 && <span className="count">{waiting}</span>}
                </Link>
              </li>
            );
          })}
      </ul>
      <Account />
    </nav>
  );
}
