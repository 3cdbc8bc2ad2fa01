import "./shell.css";
import { useQuery } from "@tanstack/react-query";
import { Navigate, Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect, useState, type ReactElement } from "react";
import { webPages } from "#contract/pages.ts";
import { statusQuery } from "../api/status-calls.ts";
import { meQuery } from "../api/use-me.ts";
import { text } from "../i18n/text.ts";
import { Toasts } from "../ui/toast.tsx";
import { Brand, Header } from "./header.tsx";
import { useHints } from "./live.ts";
import { Navigation } from "./navigation.tsx";
import { Overlays, type Overlay } from "./overlays.tsx";
import { useShortcuts } from "./shortcuts.ts";

const nothing = (): void => undefined;

/** Addresses that anybody may open: they stand alone, without what concerns the installation. */
const doors: ReadonlySet<string> = new Set(webPages.filter(({ needs }) => needs === null).map(({ path }) => path));

/** What stands around a page: nothing before somebody has signed in, where that is needed. */
export function Shell(): ReactElement | null {
  const { pathname, href } = useRouterState({ select: ({ location }) => location });
  const me = useQuery(meQuery);
  useHeadingFocus();
  if (doors.has(pathname))
    return (
      <>
        <Outlet />
        <Toasts />
      </>
    );
  if (me.data?.signInNeeded === true) return <Navigate to="/sign-in" search={href === "/" ? {} : { to: href }} replace />;
  return me.isPending ? null : <Frame />;
}

/** The frame around every page: navigation at the side, what concerns everything above. */
function Frame(): ReactElement {
  const status = useQuery(statusQuery);
  const [overlay, show] = useState<Overlay>(null);
  useHints();
  useShortcuts(show);
  return (
    <>
      <a className="skip" href="#content">
        {text("app.skip")}
      </a>
      <div className="shell">
        <Navigation status={status.data} onGo={nothing}>
          <Brand />
        </Navigation>
        <div>
          <Header status={status.data} asOf={status.dataUpdatedAt} show={show} />
          <Outlet />
        </div>
      </div>
      <Overlays overlay={overlay} show={show} />
      <Toasts />
    </>
  );
}

/** Reading begins at the new page's heading when people go from one page to another. */
function useHeadingFocus(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, toLocation }) => {
        if (fromLocation !== undefined && fromLocation.pathname !== toLocation.pathname) document.querySelector("h1")?.focus({ preventScroll: true });
      }),
    [router],
  );
}
