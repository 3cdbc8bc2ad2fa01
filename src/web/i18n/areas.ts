import type { messages as app } from "./en/app.ts";

/** The catalogs that come with the pages of their area: one line an area, the file in `en/`. Their keys are known to `text` by this alone. */
export const areas = {
  setup: () => import("./en/setup.ts"),
  home: () => import("./en/home.ts"),
  palette: () => import("./en/palette.ts"),
  audit: () => import("./en/audit.ts"),
  activity: () => import("./en/activity.ts"),
  conflicts: () => import("./en/conflicts.ts"),
  door: () => import("./en/door.ts"),
  settings: () => import("./en/settings.ts"),
  dashboards: () => import("./en/dashboards.ts"),
  links: () => import("./en/links.ts"),
  appearance: () => import("./en/appearance.ts"),
  storage: () => import("./en/storage.ts"),
  data: () => import("./en/data.ts"),
  config: () => import("./en/config.ts"),
  contacts: () => import("./en/contacts.ts"),
  flows: () => import("./en/flows.ts"),
  workflows: () => import("./en/workflows.ts"),
  builder: () => import("./en/builder.ts"),
  mapping: () => import("./en/mapping.ts"),
  plans: () => import("./en/plans.ts"),
  catalog: () => import("./en/catalog.ts"),
  connections: () => import("./en/connections.ts"),
  alerts: () => import("./en/alerts.ts"),
};

export type Area = keyof typeof areas;
type KeysOf<Name extends Area> = keyof Awaited<ReturnType<(typeof areas)[Name]>>["messages"];
/** Every key of every catalog. */
export type MessageKey = keyof typeof app | { readonly [Name in Area]: KeysOf<Name> }[Area];
