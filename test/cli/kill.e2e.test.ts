import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { compareSides } from "#main/demo/compare-sides.ts";
import { defaultFields } from "#main/default-mapping.ts";
import { startSandboxes, type Sandboxes } from "#main/sandbox-bridge.ts";
import { must } from "#lib/must.ts";
import { sampleContacts } from "#sandbox/highlevel/sample-contacts.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { freePort, runProcess, startServing, type Serving } from "./support/real-process.ts";

/** A hundred and more are in the soak (`npm run torture -- --only soak`); these few prove the installation as it comes, whose database dies with it. */
const KILLS = 20;
const CONTACTS = 30;
const SEED = 20_261_123;
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});
const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Contacts whose newest event was acknowledged; the others may rightly be behind, because sweeps are off. */
class Acknowledged {
  readonly #newest = new Map<string, { readonly at: number; acknowledged: boolean }>();
  #count = 0;
  acks = 0;

  /** Delivers once, as HighLevel does after anything but a 429, and notes what was answered. */
  async deliver(url: string | null, headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    const { id } = JSON.parse(body) as { id: string };
    const mine = { at: (this.#count += 1), acknowledged: false };
    this.#newest.set(id, mine);
    if (url === null) return 0;
    const answer = await fetch(`${url}/webhooks/highlevel`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    }).catch(() => null);
    if (answer?.status !== 200) return 0;
    this.acks += 1;
    mine.acknowledged = true;
    return 200;
  }

  has(contactId: string): boolean {
    return this.#newest.get(contactId)?.acknowledged === true;
  }
}

it("X1 S5 whatever was acknowledged is processed, and nothing is made twice, through twenty kills", { timeout: 420_000 }, async () => {
  const sandboxes = await startSandboxes({ highlevelPort: 0, incidentPort: 0, contacts: CONTACTS, seed: SEED, limits: false });
  undo.push(() => sandboxes.close());
  const environment = await prepareHome(sandboxes);
  const prng = new Prng(SEED);
  let serving: Serving | null = await startServing(["--no-sandbox"], environment);
  undo.push(async () => serving?.stop("SIGTERM"));
  await until("the first load", () => entriesOf(sandboxes).length === CONTACTS);
  const acknowledged = new Acknowledged();
  sandboxes.highlevel.control.webhooksTo((headers, body) => acknowledged.deliver(serving?.url ?? null, headers, body));
  for (let kill = 0; kill < KILLS; kill += 1) {
    await editFor(sandboxes, prng, 150 + prng.below(750), kill);
    await serving.stop("SIGKILL");
    serving = null;
    serving = await startServing(["--no-sandbox"], environment);
  }
  expect(acknowledged.acks).toBeGreaterThan(KILLS);
  await until(
    "the backlog",
    () => behind(sandboxes, acknowledged).length === 0,
    60_000,
    () => behind(sandboxes, acknowledged),
  );
  const comparison = compareSides(truthOf(sandboxes), bridgeOf(sandboxes), new Set());
  expect(comparison.duplicates).toBe(0);
  expect(await serving.stop("SIGTERM")).toBe(0);
  serving = null;
});

/** A home of its own with both accounts connected and a live bridge, all by the command line; sweeps rest, so that only events count. */
async function prepareHome(sandboxes: Sandboxes): Promise<Readonly<Record<string, string>>> {
  const folder = await mkdtemp(join(tmpdir(), "highwire-kill-"));
  await chmod(folder, 0o755);
  undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const environment = {
    HIGHWIRE_DATA_DIR: join(folder, "data"),
    HIGHWIRE_MASTER_KEY: randomBytes(32).toString("base64"),
    HIGHWIRE_PORT: String(await freePort()),
    HIGHWIRE_HIGHLEVEL_KEYS: sandboxes.highlevel.publicKey,
    HIGHWIRE_SWEEP_HIGHLEVEL: "30d",
    HIGHWIRE_SWEEP_HIGHLEVEL_FULL: "30d",
    HIGHWIRE_SWEEP_INCIDENT: "30d",
  };
  const steps: readonly (readonly [words: string, input: string])[] = [
    [
      `connect highlevel --location ${sandboxes.highlevel.locationId} --token-file - --base-url ${sandboxes.highlevel.baseUrl}`,
      sandboxes.highlevel.token,
    ],
    [`connect incident --token-file - --base-url ${sandboxes.incident.baseUrl}`, sandboxes.incident.apiKey],
    ["bridges create", ""],
    ["bridges mode live", ""],
  ];
  for (const [words, input] of steps) {
    const done = await runProcess(words.split(" "), environment, input);
    expect(done, `${words}: ${done.stderr}`).toMatchObject({ exitCode: 0 });
  }
  return environment;
}

/** Edits and creates contacts for so long, a few in each moment. */
async function editFor(sandboxes: Sandboxes, prng: Prng, forMs: number, round: number): Promise<void> {
  const endsAt = performance.now() + forMs;
  for (let count = 0; performance.now() < endsAt; count += 1) {
    const [person] = sampleContacts(prng, 1, 1_000_000 + round * 10_000 + count);
    const { firstName, lastName, email, phone } = must(person, "an invented person");
    const contacts = sandboxes.highlevel.control.contacts();
    if (prng.fraction() < 0.25) sandboxes.highlevel.control.createContact({ firstName, lastName, email, phone });
    else sandboxes.highlevel.control.editContact(String(prng.pick(contacts)["id"]), prng.fraction() < 0.5 ? { firstName, lastName } : { phone });
    await pause(10 + prng.below(20));
  }
}

/** Entries that Highwire made; the sandbox organisation has others of its own. */
const entriesOf = (sandboxes: Sandboxes): readonly Readonly<Record<string, unknown>>[] =>
  sandboxes.incident.control.entries().filter(({ external_id }) => String(external_id).startsWith(`${sandboxes.highlevel.locationId}:`));
const truthOf = (sandboxes: Sandboxes): Parameters<typeof compareSides>[0] => ({
  contacts: sandboxes.highlevel.control.contacts(),
  entries: entriesOf(sandboxes),
});
const bridgeOf = (sandboxes: Sandboxes): Parameters<typeof compareSides>[1] => ({
  fields: defaultFields,
  locationId: sandboxes.highlevel.locationId,
  defaultCountry: "US",
});

/** Contacts whose newest event was acknowledged although incident.io does not show it. */
function behind(sandboxes: Sandboxes, acknowledged: Acknowledged): readonly string[] {
  const comparison = compareSides(truthOf(sandboxes), bridgeOf(sandboxes), new Set());
  const linked = new Set(entriesOf(sandboxes).map((entry) => String(entry["external_id"]).split(":").at(-1)));
  const unlinked = sandboxes.highlevel.control
    .contacts()
    .map((contact) => String(contact["id"]))
    .filter((id) => !linked.has(id));
  return [...new Set([...comparison.unequal.map(({ contactId }) => contactId), ...unlinked])].filter((id) => acknowledged.has(id));
}

async function until(what: string, reached: () => boolean, withinMs = 60_000, evidence: () => unknown = () => ""): Promise<void> {
  const endsAt = performance.now() + withinMs;
  while (!reached()) {
    if (performance.now() > endsAt) expect.unreachable(`${what} did not come to an end: ${JSON.stringify(evidence())}`);
    await pause(100);
  }
}
