import "./settings.css";
import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import type { Permission } from "#core/policy/permission.ts";
import { useMe } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { useSettingsSections } from "./sections.ts";

interface Props {
  readonly title: string;
  readonly needs: Permission;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** One page of the settings: the ways to the others above it. */
export function SettingsFrame({ title, needs, lead, children }: Props): ReactElement {
  return (
    <Page title={title} needs={needs} {...(lead !== undefined && { lead })} before={<Sections />}>
      {children}
    </Page>
  );
}

function Sections(): ReactElement {
  return (
    <nav aria-label={text("settings.sections")}>
      <ul className="settings-nav">
        {useSettingsSections().map(({ to, label }) => (
          <li key={to}>
            <Link to={to}>{text(label)}</Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What needs an account of one's own; the local owner of an installation without accounts has none. */
export function OwnAccount({ children }: { readonly children: ReactNode }): ReactNode {
  const me = useMe();
  if (me === undefined) return null;
  if (me.person !== null) return children;
  return (
    <Notice tone="info" title={text("settings.no-account")}>
      <p>{text("settings.no-account.body")}</p>
    </Notice>
  );
}
