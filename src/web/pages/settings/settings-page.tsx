import "./settings.css";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { text } from "../../i18n/text.ts";
import { Page } from "../../ui/page.tsx";
import { useSettingsSections } from "./sections.ts";

/** What can be set, part by part. */
export function SettingsPage(): ReactElement {
  return (
    <Page title={text("settings.title")}>
      <ul className="settings-list">
        {useSettingsSections().map(({ to, label, about }) => (
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
