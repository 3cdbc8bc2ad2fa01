import "./shell.css";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect, type ReactElement } from "react";
import { fetchStatus } from "../api/status-calls.ts";
import { text } from "../i18n/text.ts";
import { Brand, Header } from "./header.tsx";
import { Navigation } from "./navigation.tsx";

const nothing = (): void => undefined;

/** The frame around every page: navigation at the side, what concerns everything above. */
export function Shell(): ReactElement {
  const status = useQuery({ queryKey: ["status"], queryFn: fetchStatus });
  useHeadingFocus();
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
          <Header status={status.data} asOf={status.dataUpdatedAt} />
          <Outlet />
        </div>
      </div>
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
