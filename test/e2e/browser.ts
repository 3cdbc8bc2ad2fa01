import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

/** No sandbox, because tests also run as root in containers; nothing is fetched but from our own server. */
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Starts the Chromium that HIGHWIRE_CHROMIUM names, else the system's. Throws, saying what to do, when there is none. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env["HIGHWIRE_CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(executablePath))
    throw new Error("The browser test needs Chromium: run `npm test`, which finds or installs one, or name one in HIGHWIRE_CHROMIUM.");
  return chromium.launch({ executablePath, args: flags });
}
