import type { Locator, Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { webPages, type WebPath } from "#contract/pages.ts";
import { mayDo, type Role } from "#core/policy/role.ts";
import { axeViolations, mainHeadings, sideScroll } from "./support/checks.ts";
import { join, makeOwner } from "./support/join.ts";
import { openApp, type OpenPage, type TestApp, type View } from "./support/open-app.ts";
import { everyPage } from "./support/page-samples.ts";
import { takePicture } from "./support/pictures.ts";
import { shownKeys } from "./support/shown-keys.ts";

/** Milliseconds by which the page's clock is moved: past the wait before grey lines, before a second try, before a look without hints. */
const [SLOW_MS, RETRY_MS, POLL_MS] = [300, 1_100, 5_100];

/** A Highwire to which nothing is connected, and one with sample data in step and people who sign in. */
let worlds: Readonly<Record<"bare" | "full", TestApp>>;
let addresses: ReadonlyMap<WebPath, string>;

beforeAll(async () => {
  const full = await openApp();
  worlds = { full, bare: await openApp({ sandbox: false, browser: full.browser }) };
  await full.settled();
  addresses = new Map((await everyPage(full)).map(({ path, address }) => [path, address]));
  await makeOwner(full);
});
afterAll(async () => {
  await worlds.bare.close();
  await worlds.full.close();
});

/** What there is nothing of: the pages of one thing say that they do not find it. */
const nobody = (path: WebPath): string =>
  path.replace("/flows/$flow", "/flows/contacts").replace("/catalog/$id", "/catalog/highlevel.contacts.create-task").replace("$id", "nobody");
const sample = (path: WebPath): string => addresses.get(path) ?? path;

type Theme = NonNullable<View["theme"]>;

/** A window that is kept for one state. */
interface Kept extends OpenPage {
  /** CSS pixels. */
  readonly width: number;
  /** What the system has now. */
  theme: Theme;
  /** Whether the server is away from it. */
  away: boolean;
}

/** What a page can be like, besides full and by itself, which `every-page.e2e.test.ts` sees. */
interface State {
  readonly name: string;
  readonly world: keyof typeof worlds;
  /** Who has signed in. Default: nobody needs to. */
  readonly role?: Role;
  /** Where the page's requests end that are not let through. Default: at the server. */
  readonly answer?: (route: Route, window: Kept) => Promise<void> | undefined;
  readonly paths: readonly WebPath[];
  readonly address: (path: WebPath) => string;
  /** Brings about what the state is, on a page that has been shown. */
  readonly reach: (window: Kept) => Promise<void>;
  /** What has to be on the page then; null where the page says it in words of its own. */
  readonly proof: (page: Page) => Locator | null;
}

const every = webPages.map(({ path }) => path);
const pagesFor = (role: Role, may: boolean): readonly WebPath[] =>
  webPages.filter(({ needs }) => needs !== null && mayDo(role, needs) === may).map(({ path }) => path);
/** Pages that ask the server for nothing, or, where nobody has an account, for nothing that they cannot do without: no answer is missed. */
const asksNothing: ReadonlySet<WebPath> = new Set([
  "/settings",
  "/settings/appearance",
  "/settings/security",
  "/settings/sessions",
  "/sign-in",
  "/sign-up",
  "/invite",
  "/reset-password",
]);

const asking = every.filter((path) => !asksNothing.has(path));

/** What the frame itself needs: without it a page knows neither who is there nor whether anything changes. */
const isFrames = (route: Route): boolean => /\/api\/v1\/(?:me|events)(?:$|\?)/u.test(route.request().url());
const isHint = (route: Route): boolean => /\/api\/v1\/events(?:$|\?)/u.test(route.request().url());
const shown = (window: Kept): Promise<void> => window.ready();

/** Lets what was refused be tried again at once, and waits for what comes of it. */
async function tryAgain(window: Kept): Promise<void> {
  await window.ready();
  await window.page.clock.fastForward(RETRY_MS);
  await window.ready();
}

const states: readonly State[] = [
  { name: "there is nothing yet", world: "bare", paths: every, address: nobody, reach: shown, proof: () => null },
  {
    name: "it waits for an answer",
    world: "bare",
    paths: asking,
    address: nobody,
    answer: (route) => (isFrames(route) ? route.continue() : undefined),
    reach: ({ page }) => page.clock.fastForward(SLOW_MS),
    proof: (page) => page.locator("main .skeleton").first(),
  },
  {
    name: "no answer comes",
    world: "bare",
    paths: asking,
    address: nobody,
    answer: (route) => (isFrames(route) ? route.continue() : route.abort()),
    reach: tryAgain,
    proof: (page) => page.locator('main .notice[data-tone="bad"]').first(),
  },
  {
    name: "what it shows is stale",
    world: "full",
    role: "owner",
    paths: asking.filter((path) => pagesFor("owner", true).includes(path)),
    address: sample,
    answer: (route, { away }) => (away || isHint(route) ? route.abort() : route.continue()),
    async reach(window) {
      await window.ready();
      window.away = true;
      await window.page.clock.fastForward(POLL_MS);
      await tryAgain(window);
    },
    proof: (page) => page.locator('header .dot[data-live="false"]'),
  },
  {
    name: "a viewer looks at it",
    world: "full",
    role: "viewer",
    paths: pagesFor("viewer", true),
    address: sample,
    reach: shown,
    proof: () => null,
  },
  ...(["viewer", "responder"] as const).map((role): State => ({
    name: `it is shut for a ${role}`,
    world: "full",
    role,
    // Whoever may see something is refused the rest; whoever may see nothing, all that the others see.
    paths: pagesFor(role, false).filter((path) => role === "viewer" || pagesFor("viewer", true).includes(path)),
    address: sample,
    reach: shown,
    proof: (page) => page.getByText("You may not open this"),
  })),
  {
    name: "filters leave nothing over",
    world: "full",
    role: "owner",
    paths: ["/contacts", "/activity", "/plans/$id", "/catalog"],
    address: (path) => `${sample(path)}?${new URLSearchParams({ q: "nothing like this", flow: "none", contact: "none" }).toString()}`,
    reach: shown,
    proof: (page) => page.getByRole("button", { name: "Clear filters" }).first(),
  },
];

/** Two windows, each at a width. A page is loaded once in each, and seen in both themes where it stands. */
const windows = [
  { width: 1280, theme: "light" },
  { width: 360, theme: "dark" },
] as const satisfies readonly View[];

/** The frame is the same around all pages of a state: axe looks at it around the first, in each window and theme. */
const frame = [".shell > .side", "header.top"];

/** A window at a page that needs nothing of the server, so that each state begins with the first page that is looked at. */
async function openWindow({ world, role, answer }: State, look: (typeof windows)[number]): Promise<Kept> {
  const app = worlds[world];
  const window: Kept = Object.assign(await app.open({ ...look, path: "/sign-up" }), { ...look, away: false });
  await window.page.clock.install();
  if (role !== undefined) await join(app, window.page, role);
  if (answer !== undefined) await window.page.route(/\/api\/v1\//u, (route) => answer(route, window));
  await window.page.reload();
  await window.page.locator("main h1").waitFor();
  return window;
}

/** Goes there as a link does, and waits until the page before has left. */
async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    document.querySelector("main")?.setAttribute("data-left", "");
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, address);
  await page.locator("main:not([data-left]) h1").waitFor();
}

/** Has the system change to its other theme under a page, and waits until the page has followed with all its colours. */
async function turn(window: Kept): Promise<void> {
  const { page } = window;
  window.theme = window.theme === "light" ? "dark" : "light";
  await page.emulateMedia({ colorScheme: window.theme });
  await page.locator(`html[data-mantine-color-scheme="${window.theme}"]`).waitFor();
  await page.evaluate(() => {
    for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish();
  });
}

/** What is wrong with a page in whichever theme. */
async function plainFaults(page: Page): Promise<readonly string[]> {
  const headings = await mainHeadings(page);
  return [
    ...(await sideScroll(page)),
    ...(headings === 1 ? [] : [`${String(headings)} headings of the first rank`]),
    ...(await shownKeys(page)).map((key) => `shows ${key}`),
    ...((await page.getByText("1 Jan 1970").count()) === 0 ? [] : ["tells a time that never was"]),
  ];
}

/** Everything that is wrong with one page in a state, in the theme that the window has and then in the other one. */
async function faults(window: Kept, { name, paths, address, reach, proof }: State, path: WebPath): Promise<readonly string[]> {
  const { page, width } = window;
  const found: string[] = [];
  window.away = false;
  await go(page, address(path));
  await reach(window);
  for (const change of [undefined, turn]) {
    await change?.(window);
    await proof(page)?.waitFor({ timeout: 10_000 });
    await takePicture(page, `${name} ${path} ${window.theme} ${String(width)}`.replaceAll(/[^a-z0-9]+/gu, "-"));
    const wrong = await axeViolations(page, path === paths[0] ? [] : frame);
    found.push(...wrong.map((fault) => `in ${window.theme}: ${fault}`));
  }
  return [...found, ...(await plainFaults(page))];
}

/** Goes through all pages in one window, and on to the next page when one does not come. */
async function walk(state: State, look: (typeof windows)[number]): Promise<readonly string[]> {
  const window = await openWindow(state, look);
  const found: string[] = [];
  for (const path of state.paths) {
    const wrong = await faults(window, state, path).catch((error: unknown) => [String(error)]);
    found.push(...wrong.map((fault) => `${path} at ${String(look.width)} px: ${fault}`));
  }
  await window.close();
  return found;
}

it.each(states)("every page is accessible and fits, light and dark, wide and narrow, while $name", { timeout: 400_000 }, async (state) => {
  const walks = await Promise.all(windows.map(async (look) => walk(state, look)));
  expect(walks.flat()).toEqual([]);
});
