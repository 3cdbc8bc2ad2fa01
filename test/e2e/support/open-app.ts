import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { readSettings } from "#main/options.ts";
import { scratchStore } from "#main/scratch-store.ts";
import { serve, type Served, type ServeRequest } from "#main/serve.ts";
import type { Sandboxes } from "#main/sandbox-bridge.ts";
import { launchBrowser } from "../browser.ts";
import { watchSettling } from "./settling.ts";
import { watchTroubles } from "./troubles.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** How a page is looked at. */
export interface View {
  /** Default `/`. */
  readonly path?: string;
  /** CSS pixels; default 1280. Below 900 the navigation folds. */
  readonly width?: number;
  /** Default light. */
  readonly theme?: "light" | "dark";
  /** Whether the system's few colours take the place of the page's. Default no. */
  readonly forcedColours?: boolean;
  readonly locale?: "en-XA" | "ar-XB";
}

/** An open page, and what it complained about so far: console errors and warnings, thrown errors, and what its content policy refused. */
export interface OpenPage {
  readonly page: Page;
  readonly troubles: readonly string[];
  /** Waits until the page shows what it came for. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** A running Highwire with a browser. */
export interface TestApp {
  readonly served: Served;
  readonly browser: Browser;
  readonly url: string;
  /** The emulated vendors: what people do there. Throws when the app was opened without them. */
  readonly sandboxes: Sandboxes;
  /** Opens a page in a browser profile of its own. */
  open(view?: View): Promise<OpenPage>;
  /** Waits until every sample contact is in step. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Opening {
  readonly settings?: Readonly<Record<string, string>>;
  /** Another app's, which stays open when this one closes. Default: a Chromium of its own. */
  readonly browser?: Browser;
}

/**
 * Starts the real server with the emulated vendors, an in-memory store and a Chromium: one a test file, in `beforeAll`. Defaults: 24 sample
 * contacts, a fixed seed, nobody editing at random.
 */
export async function openApp(options: Partial<ServeRequest> & Opening = {}): Promise<TestApp> {
  const { settings = {}, browser: shared, ...request } = options;
  const home = await mkdtemp(join(tmpdir(), "highwire-e2e-"));
  const contacts = request.contacts ?? 24;
  const environment = { HIGHWIRE_DATA_DIR: join(home, "data"), HIGHWIRE_PORT: "0", HIGHWIRE_SWEEP_INCIDENT: "1s", ...settings };
  const store = scratchStore(systemClock, systemRandom);
  const [browser, served] = await Promise.all([
    shared ?? launchBrowser(),
    serve(readSettings(environment), { log: silent, sandbox: true, seed: 5, simulatedPerson: false, store, ...request, contacts }),
  ]);
  return {
    served,
    browser,
    url: served.url,
    get sandboxes() {
      if (served.sandbox === null) throw new Error("this app runs without the emulated vendors");
      return served.sandbox.sandboxes;
    },
    open: (view = {}) => openPage(browser, served.url, view),
    async settled() {
      for (let tries = 0; ; tries += 1) {
        const counts = (await served.session.app.status()).bridges.map((bridge) => bridge.counts["in-sync"]);
        if (Math.max(0, ...counts) >= contacts) return;
        if (tries > 300) throw new Error(`the sample contacts did not come in step: ${counts.join(", ")}`);
        await systemClock.sleep(100);
      }
    },
    async close() {
      if (shared === undefined) await browser.close();
      await served.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function openPage(
  browser: Browser,
  url: string,
  { path = "/", width = 1280, theme = "light", forcedColours = false, locale }: View,
): Promise<OpenPage> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: theme,
    forcedColors: forcedColours ? "active" : "none",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const troubles = await watchTroubles(page);
  const ready = watchSettling(page);
  const address = new URL(path, url);
  if (locale !== undefined) address.searchParams.set("locale", locale);
  await page.goto(address.href);
  return { page, troubles, ready, close: () => context.close() };
}
