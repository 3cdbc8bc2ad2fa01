import { createRootRoute, createRoute, createRouter, lazyRouteComponent, notFound, type AnyRoute } from "@tanstack/react-router";
import { activityFilter } from "#contract/activity-filter.ts";
import { auditFilter } from "#contract/audit-filter.ts";
import { inboxFilter } from "#contract/inbox-filter.ts";
import { dashboardFilter } from "#contract/dashboard-filter.ts";
import { contactFilter, contactLook } from "#contract/contact-filter.ts";
import { catalogFilter } from "#contract/catalog-filter.ts";
import { mappingSearch } from "#contract/mapping-search.ts";
import { planFilter } from "#contract/plan-filter.ts";
import { signInSearch } from "#contract/sign-in-search.ts";
import type { WebPath } from "#contract/pages.ts";
import { connectionsSearch } from "#contract/connections-search.ts";
import { workflowSearch } from "#contract/workflow-search.ts";
import { recipeIds } from "#core/recipes.ts";
import type { Area } from "./i18n/areas.ts";
import { loadArea } from "./i18n/text.ts";
import { CrashedPage, MissingPage } from "./shell/fallback-pages.tsx";
import { Shell } from "./shell/shell.tsx";

/** A page that is fetched when somebody goes there, or is about to, together with the texts of its areas. */
function page<Name extends string>(
  areas: readonly Area[],
  load: () => Promise<Readonly<Record<Name, () => React.ReactNode>>>,
  name: Name,
): ReturnType<typeof lazyRouteComponent<Record<Name, () => React.ReactNode>, Name>> {
  return lazyRouteComponent(async () => (await Promise.all([load(), ...areas.map(loadArea)]))[0], name);
}

const root = createRootRoute({ component: Shell, notFoundComponent: MissingPage, errorComponent: CrashedPage });
const under = { getParentRoute: () => root };

const home = createRoute({ ...under, path: "/", component: page(["home"], () => import("./pages/home/home-page.tsx"), "HomePage") });
const setup = createRoute({
  ...under,
  path: "/setup",
  component: page(["setup", "flows", "connections", "plans"], () => import("./pages/setup/setup-page.tsx"), "SetupPage"),
  validateSearch: (given) => connectionsSearch.parse(given),
});
const contacts = createRoute({
  ...under,
  path: "/contacts",
  component: page(["contacts"], () => import("./pages/contacts/contacts-page.tsx"), "ContactsPage"),
  validateSearch: (given) => contactFilter.parse(given),
});
const contact = createRoute({
  ...under,
  path: "/contacts/$id",
  component: page(["contacts"], () => import("./pages/contacts/contact-page.tsx"), "ContactPage"),
  validateSearch: (given) => contactLook.parse(given),
});

const connections = createRoute({
  ...under,
  path: "/settings/connections",
  component: page(["connections", "flows"], () => import("./pages/settings/connections-page.tsx"), "ConnectionsPage"),
  validateSearch: (given) => connectionsSearch.parse(given),
});
const activity = createRoute({
  ...under,
  path: "/activity",
  component: page(["activity"], () => import("./pages/activity/activity-page.tsx"), "ActivityPage"),
  validateSearch: (given) => activityFilter.parse(given),
});
const conflicts = createRoute({
  ...under,
  path: "/conflicts",
  component: page(["conflicts"], () => import("./pages/conflicts/conflicts-page.tsx"), "ConflictsPage"),
  validateSearch: (given) => inboxFilter.parse(given),
});
const flows = createRoute({ ...under, path: "/flows", component: page(["flows"], () => import("./pages/flows/flows-page.tsx"), "FlowsPage") });
const flowParams = {
  parse({ flow: asked }: { readonly flow: string }) {
    const known = recipeIds.find((id) => id === asked);
    // oxlint-disable-next-line typescript/only-throw-error -- the router takes what its own `notFound` made, which is no `Error`
    if (known === undefined) throw notFound();
    return { flow: known };
  },
};
const flow = createRoute({
  ...under,
  path: "/flows/$flow",
  component: page(["flows"], () => import("./pages/flows/flow-page.tsx"), "FlowPage"),
  params: flowParams,
});
const workflows = createRoute({
  ...under,
  path: "/flows/workflows",
  component: page(["workflows", "catalog"], () => import("./pages/workflows/workflows-page.tsx"), "WorkflowsPage"),
});
const workflow = createRoute({
  ...under,
  path: "/flows/workflows/$id",
  component: page(["workflows", "builder", "catalog"], () => import("./pages/workflows/workflow-page.tsx"), "WorkflowPage"),
  validateSearch: (given) => workflowSearch.parse(given),
});
const mapping = createRoute({
  ...under,
  path: "/flows/$flow/mapping",
  component: page(["mapping", "flows", "plans"], () => import("./pages/mapping/mapping-page.tsx"), "MappingPage"),
  params: flowParams,
  validateSearch: (given) => mappingSearch.parse(given),
});
const dashboards = createRoute({
  ...under,
  path: "/dashboards",
  component: page(["dashboards", "flows"], () => import("./pages/dashboards/dashboards-page.tsx"), "DashboardsPage"),
  validateSearch: (given) => dashboardFilter.parse(given),
});
const plan = createRoute({
  ...under,
  path: "/plans/$id",
  component: page(["plans"], () => import("./pages/plans/plan-page.tsx"), "PlanPage"),
  validateSearch: (given) => planFilter.parse(given),
});
const catalog = createRoute({
  ...under,
  path: "/catalog",
  component: page(["catalog"], () => import("./pages/catalog/catalog-page.tsx"), "CatalogPage"),
  validateSearch: (given) => catalogFilter.parse(given),
});
const catalogEntry = createRoute({
  ...under,
  path: "/catalog/$id",
  component: page(["catalog"], () => import("./pages/catalog/entry-page.tsx"), "CatalogEntryPage"),
});
const settings = createRoute({
  ...under,
  path: "/settings",
  component: page(["settings"], () => import("./pages/settings/settings-page.tsx"), "SettingsPage"),
});
const people = createRoute({
  ...under,
  path: "/settings/people",
  component: page(["settings"], () => import("./pages/settings/people-page.tsx"), "PeoplePage"),
});
const tokens = createRoute({
  ...under,
  path: "/settings/tokens",
  component: page(["settings"], () => import("./pages/settings/tokens-page.tsx"), "TokensPage"),
});
const audit = createRoute({
  ...under,
  path: "/settings/audit",
  component: page(["settings", "audit"], () => import("./pages/settings/audit-page.tsx"), "AuditPage"),
  validateSearch: (given) => auditFilter.parse(given),
});
const data = createRoute({
  ...under,
  path: "/settings/data",
  component: page(["settings", "data", "flows"], () => import("./pages/settings/data-page.tsx"), "DataPage"),
});
const storage = createRoute({
  ...under,
  path: "/settings/storage",
  component: page(["settings", "storage"], () => import("./pages/settings/storage-page.tsx"), "StoragePage"),
});
const config = createRoute({
  ...under,
  path: "/settings/config",
  component: page(["settings", "config"], () => import("./pages/settings/config-page.tsx"), "ConfigPage"),
});
const links = createRoute({
  ...under,
  path: "/settings/links",
  component: page(["settings", "links"], () => import("./pages/settings/links-page.tsx"), "LinksPage"),
});
const appearance = createRoute({
  ...under,
  path: "/settings/appearance",
  component: page(["settings", "appearance"], () => import("./pages/settings/appearance-page.tsx"), "AppearancePage"),
});
const alerts = createRoute({
  ...under,
  path: "/settings/alerts",
  component: page(["settings", "alerts"], () => import("./pages/settings/alerts-page.tsx"), "AlertsPage"),
});
const security = createRoute({
  ...under,
  path: "/settings/security",
  component: page(["settings"], () => import("./pages/settings/security-page.tsx"), "SecurityPage"),
});
const sessions = createRoute({
  ...under,
  path: "/settings/sessions",
  component: page(["settings"], () => import("./pages/settings/sessions-page.tsx"), "SessionsPage"),
});
const signIn = createRoute({
  ...under,
  path: "/sign-in",
  component: page(["door"], () => import("./pages/door/sign-in-page.tsx"), "SignInPage"),
  validateSearch: (given) => signInSearch.parse(given),
});
const signUp = createRoute({ ...under, path: "/sign-up", component: page(["door"], () => import("./pages/door/join-page.tsx"), "JoinPage") });
const invitation = createRoute({ ...under, path: "/invite", component: page(["door"], () => import("./pages/door/join-page.tsx"), "JoinPage") });
const reset = createRoute({ ...under, path: "/reset-password", component: page(["door"], () => import("./pages/door/reset-page.tsx"), "ResetPage") });

/** Every page: exactly the addresses of `webPages`, which the server answers and the tests visit. */
const table = {
  "/": home,
  "/setup": setup,
  "/contacts": contacts,
  "/contacts/$id": contact,
  "/activity": activity,
  "/conflicts": conflicts,
  "/flows": flows,
  "/flows/$flow": flow,
  "/flows/$flow/mapping": mapping,
  "/flows/workflows": workflows,
  "/flows/workflows/$id": workflow,
  "/plans/$id": plan,
  "/dashboards": dashboards,
  "/catalog": catalog,
  "/catalog/$id": catalogEntry,
  "/settings/connections": connections,
  "/settings": settings,
  "/settings/people": people,
  "/settings/tokens": tokens,
  "/settings/audit": audit,
  "/settings/data": data,
  "/settings/storage": storage,
  "/settings/config": config,
  "/settings/links": links,
  "/settings/appearance": appearance,
  "/settings/alerts": alerts,
  "/settings/security": security,
  "/settings/sessions": sessions,
  "/sign-in": signIn,
  "/sign-up": signUp,
  "/invite": invitation,
  "/reset-password": reset,
} as const satisfies Readonly<Record<WebPath, AnyRoute>>;

export const router = createRouter({ routeTree: root.addChildren(table), defaultPreload: "intent" });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
