import "./settings.css";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { usePermitted } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Page } from "../../ui/page.tsx";
import { settingsSections } from "./sections.ts";

/** What can be set, part by part. */
export function SettingsPage(): ReactElement {
  const may = usePermitted();
  return (
    <Page title={text("settings.title")}>
      <ul className="settings-list">
        {settingsSections
          .filter(({ needs }) => may(needs))
          .map(({ to, label, about }) => (
            <li key={to}>
              <Link to={to}>
                <strong>{text(label)}</strong>
                {text(about)}
              </Link>
            </li>
          ))}
      </ul>
    </Page>
  );
}
