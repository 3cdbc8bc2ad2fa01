/** Takes the front page's pictures of the contacts page anew: docs/img/contacts-light.png and -dark.png, from the sandbox's sample data. */
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { must } from "#lib/must.ts";
import { readSettings } from "#main/options.ts";
import { scratchStore } from "#main/scratch-store.ts";
import { serve, type Served } from "#main/serve.ts";
import { launchBrowser } from "./browser.ts";

const folder = join(import.meta.dirname, "../../docs/img");
const CONTACTS = 24;
/** 200 KB: what one picture may weigh, so that a clone stays light. */
const MOST_BYTES = 204_800;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const nameOf = ({ firstName, lastName }: Readonly<Record<string, unknown>>): string => `${String(firstName)} ${String(lastName)}`;

const home = await mkdtemp(join(tmpdir(), "highwire-picture-"));
const served = await serve(readSettings({ HIGHWIRE_DATA_DIR: join(home, "data"), HIGHWIRE_PORT: "0", HIGHWIRE_SWEEP_INCIDENT: "1s" }), {
  log: silent,
  sandbox: true,
  contacts: CONTACTS,
  seed: 9,
  simulatedPerson: false,
  store: scratchStore(systemClock, systemRandom),
});
const browser = await launchBrowser();
try {
  await until(async () => (await counts()).includes(`"in-sync":${String(CONTACTS)}`));
  disagree(served);
  await until(async () => (await counts()).includes('"conflict":1'));
  await mkdir(folder, { recursive: true });
  for (const theme of ["light", "dark"] as const) await shoot(theme);
} finally {
  await browser.close();
  await served.close();
  await rm(home, { recursive: true, force: true });
}

async function counts(): Promise<string> {
  return (await fetch(`${served.url}/api/v1/status`)).text();
}

/** One contact that waits for a person, so that the picture shows more than one state. */
function disagree({ sandbox }: Served): void {
  const { highlevel, incident } = must(sandbox, "the sandboxes").sandboxes;
  const byName = highlevel.control.contacts().toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
  const contact = must(byName[2], "a contact");
  const entry = must(
    incident.control.entries().find((one) => String(one["external_id"]).endsWith(String(contact["id"]))),
    "its entry",
  );
  incident.control.editEntry(String(entry["id"]), null, { hw_phone: "+12025550134" });
  highlevel.control.editContact(String(contact["id"]), { phone: "+12025550135" });
}

async function shoot(theme: "light" | "dark"): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 656 }, colorScheme: theme, reducedMotion: "reduce" });
  await page.goto(`${served.url}/contacts`);
  await page.locator("a.row-link").first().waitFor();
  const path = join(folder, `contacts-${theme}.png`);
  await page.screenshot({ path });
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw new Error(`${path} weighs ${String(size)} bytes; at most ${String(MOST_BYTES)} are allowed`);
  process.stdout.write(`${path}: ${String(Math.round(size / 1_024))} KB\n`);
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await reached()); tries += 1) {
    if (tries > 300) throw new Error("the sandbox did not come to the state that the picture shows");
    await systemClock.sleep(100);
  }
}
