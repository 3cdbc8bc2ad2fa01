import { useEffect } from "react";
import { text } from "../i18n/text.ts";

/** Names the page in the browser's tab and history, and to screen readers. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${text("app.name")}`;
  }, [title]);
}
