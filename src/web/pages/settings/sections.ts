import type { WebPath } from "#contract/pages.ts";
import type { Permission } from "#core/policy/permission.ts";
import { usePermitted } from "../../api/use-me.ts";
import type { MessageKey } from "../../i18n/areas.ts";

interface Section {
  readonly to: WebPath;
  readonly label: MessageKey;
  /** One sentence on what is there. */
  readonly about: MessageKey;
  readonly needs: Permission;
}

/** The parts of the settings, in the order people see them: one row a page, from the day it has one. */
const settingsSections: readonly Section[] = [
  { to: "/settings/connections", label: "settings.connections", about: "settings.connections.about", needs: "view" },
  { to: "/settings/people", label: "settings.people", about: "settings.people.about", needs: "administer" },
  { to: "/settings/tokens", label: "settings.tokens", about: "settings.tokens.about", needs: "administer" },
  { to: "/settings/alerts", label: "settings.alerts", about: "settings.alerts.about", needs: "administer" },
  { to: "/settings/audit", label: "settings.audit", about: "settings.audit.about", needs: "administer" },
  { to: "/settings/data", label: "settings.data", about: "settings.data.about", needs: "administer" },
  { to: "/settings/storage", label: "settings.storage", about: "settings.storage.about", needs: "administer" },
  { to: "/settings/config", label: "settings.config", about: "settings.config.about", needs: "build" },
  { to: "/settings/links", label: "settings.links", about: "settings.links.about", needs: "operate" },
  { to: "/settings/appearance", label: "settings.appearance", about: "settings.appearance.about", needs: "view" },
  { to: "/settings/security", label: "settings.security", about: "settings.security.about", needs: "view" },
  { to: "/settings/sessions", label: "settings.sessions", about: "settings.sessions.about", needs: "view" },
];

/** Those that whoever looks may open. */
export function useSettingsSections(): readonly Section[] {
  const may = usePermitted();
  return settingsSections.filter(({ needs }) => may(needs));
}
