import type { Permission } from "#core/policy/permission.ts";

/** One address of the web app. */
export interface WebPage {
  /** As the page's router writes it: `$id` stands for one segment. */
  readonly path: string;
  /** What a person must be allowed to do to open it; null where anybody may. */
  readonly needs: Permission | null;
}

/** Every address of the web app. The server answers these with the page, the page has a route for each, and the tests visit each. */
export const webPages = [
  { path: "/", needs: "view" },
  { path: "/setup", needs: "administer" },
  { path: "/contacts", needs: "view" },
  { path: "/contacts/$id", needs: "view" },
  { path: "/activity", needs: "view" },
  { path: "/conflicts", needs: "operate" },
  { path: "/flows", needs: "view" },
  { path: "/flows/$flow", needs: "view" },
  { path: "/flows/workflows", needs: "view" },
  { path: "/flows/workflows/$id", needs: "view" },
  { path: "/flows/$flow/mapping", needs: "view" },
  { path: "/plans/$id", needs: "view" },
  { path: "/dashboards", needs: "view" },
  { path: "/catalog", needs: "view" },
  { path: "/catalog/$id", needs: "view" },
  { path: "/settings/connections", needs: "view" },
  { path: "/settings", needs: "view" },
  { path: "/settings/people", needs: "administer" },
  { path: "/settings/tokens", needs: "administer" },
  { path: "/settings/audit", needs: "administer" },
  { path: "/settings/data", needs: "administer" },
  { path: "/settings/storage", needs: "administer" },
  { path: "/settings/config", needs: "build" },
  { path: "/settings/links", needs: "operate" },
  { path: "/settings/appearance", needs: "view" },
  { path: "/settings/alerts", needs: "administer" },
  { path: "/settings/security", needs: "view" },
  { path: "/settings/sessions", needs: "view" },
  { path: "/sign-in", needs: null },
  { path: "/sign-up", needs: null },
  { path: "/invite", needs: null },
  { path: "/reset-password", needs: null },
] as const satisfies readonly WebPage[];
export type WebPath = (typeof webPages)[number]["path"];
