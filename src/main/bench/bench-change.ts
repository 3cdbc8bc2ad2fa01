import { must } from "#lib/must.ts";
import { compareSides } from "../demo/compare-sides.ts";
import type { Sandboxes } from "../sandbox-bridge.ts";
import { rounded, type BenchRequest, type Figure } from "./figure.ts";
import { NO_SWEEPS, withLoadedSandboxes, type LoadedSandboxes } from "./loaded-sandboxes.ts";

/** Contacts that are changed one by one, in each direction. */
const SINGLY = 20;
/** Milliseconds between sweeps while entries are edited: the only way in which edits in incident.io are found. */
const SWEEP_MS = 1_000;
/** Milliseconds after which an edit counts as lost. */
const GIVE_UP_MS = 30_000;
const LOOK_MS = 20;

/** Calls for each changed contact. */
interface Cost {
  readonly reads: number;
  readonly writes: number;
}

/** Calls that changes cost at both vendors: many at once, and one by one from either side. */
export async function benchChange(request: BenchRequest & { readonly contacts: number }): Promise<readonly Figure[]> {
  const { contacts } = request;
  const fromHighLevel = await withLoadedSandboxes(request, { contacts, settings: NO_SWEEPS }, async (loaded) => ({
    bulk: await changeAtOnce(loaded, contacts),
    single: await changeContacts(loaded),
    unequal: await unequalFields(loaded),
  }));
  const sweeping = { contacts: SINGLY, settings: { ...NO_SWEEPS, sweepIncident: SWEEP_MS } };
  return figuresOf(contacts, { ...fromHighLevel, fromIncident: await withLoadedSandboxes(request, sweeping, changeEntries) });
}

async function changeAtOnce(loaded: LoadedSandboxes, count: number): Promise<Cost> {
  const { control } = loaded.sandboxes.highlevel;
  const before = callsOf(loaded.sandboxes);
  for (const [index, { id }] of control.contacts().entries()) control.editContact(String(id), { phone: `+1212${String(5_550_000 + index)}` });
  await loaded.settle();
  const after = callsOf(loaded.sandboxes);
  return { reads: (after.reads - before.reads) / count, writes: (after.writes - before.writes) / count };
}

async function changeContacts(loaded: LoadedSandboxes): Promise<Cost> {
  const { control } = loaded.sandboxes.highlevel;
  const chosen = control.contacts().slice(0, SINGLY);
  // A listing of a moment ago would serve the first ones, and this is the price without it.
  await loaded.clock.sleep(6_000);
  const before = callsOf(loaded.sandboxes);
  for (const [index, { id }] of chosen.entries()) {
    control.editContact(String(id), { website: `https://single-${String(index)}.example.com/` });
    await loaded.settle();
  }
  const after = callsOf(loaded.sandboxes);
  return { reads: (after.reads - before.reads) / SINGLY, writes: (after.writes - before.writes) / SINGLY };
}

/** The pages of the sweeps that find the edits are left out: they are read whether or not anything has changed. */
async function changeEntries(loaded: LoadedSandboxes): Promise<Cost> {
  const { highlevel, incident } = loaded.sandboxes;
  const chosen = incident.control.entries().filter((entry) => typeof entry["external_id"] === "string");
  const before = callsOf(loaded.sandboxes);
  for (const [index, entry] of chosen.entries()) {
    const written = highlevel.control.counters().byOperation["PUT /contacts/{contactId}"] ?? 0;
    incident.control.editEntry(String(entry["id"]), null, { hw_website: `https://entry-${String(index)}.example.com/` });
    const startedMs = loaded.clock.monotonicMs();
    const isWritten = (): boolean => (highlevel.control.counters().byOperation["PUT /contacts/{contactId}"] ?? 0) > written;
    while (!isWritten() && loaded.clock.monotonicMs() - startedMs < GIVE_UP_MS) await loaded.clock.sleep(LOOK_MS);
    await loaded.settle();
  }
  const after = callsOf(loaded.sandboxes);
  const reads = after.reads - after.pages - (before.reads - before.pages);
  return { reads: reads / chosen.length, writes: (after.writes - before.writes) / chosen.length };
}

function callsOf({ highlevel, incident }: Sandboxes): Cost & { readonly pages: number } {
  const [left, right] = [highlevel.control.counters(), incident.control.counters()];
  const writes = left.writes + right.writes;
  return { writes, reads: left.calls + right.calls - writes, pages: right.byOperation["GET /v3/catalog_entries"] ?? 0 };
}

/** Fields that differ at the end: cheap must not mean wrong. */
async function unequalFields({ served, sandboxes, bridge }: LoadedSandboxes): Promise<number> {
  const current = must(await served.session.ports.store.bridge(bridge.workspaceId, bridge.id), "the bridge");
  const truth = { contacts: sandboxes.highlevel.control.contacts(), entries: sandboxes.incident.control.entries(current.catalogTypeId ?? undefined) };
  return compareSides(truth, current, new Set()).unequal.length;
}

interface Costs {
  readonly bulk: Cost;
  readonly single: Cost;
  readonly fromIncident: Cost;
  readonly unequal: number;
}

function figuresOf(contacts: number, { bulk, single, fromIncident, unequal }: Costs): readonly Figure[] {
  const command = `highwire bench change --contacts ${String(contacts)}`;
  const count = contacts.toLocaleString("en-US");
  const calls = (name: string, about: string, value: number, most: number, how?: string): Figure => ({
    name: `change.${name}`,
    about,
    value: rounded(value, 3),
    unit: "calls",
    target: { most },
    command,
    ...(how !== undefined && { how }),
  });
  return [
    calls("single_reads", "Reads for a contact that changes alone in HighLevel", single.reads, 2),
    calls("single_writes", "Writes for it", single.writes, 1),
    calls(
      "entry_reads",
      "Reads for an entry that changes alone in incident.io",
      fromIncident.reads,
      2,
      "Beside the pages of the sweep that finds it, which are read whether or not anything has changed.",
    ),
    calls("entry_writes", "Writes for it", fromIncident.writes, 1),
    calls(
      "bulk",
      `Calls for each of ${count} contacts that change at once in HighLevel`,
      bulk.reads + bulk.writes,
      0.3,
      `All ${count} contacts of the bridge. HighLevel has no bulk update, so entries that change at once cost a write each.`,
    ),
    {
      name: "change.unequal",
      about: "Fields that differ between both sides afterwards",
      value: unequal,
      unit: "fields",
      target: { most: 0 },
      command,
    },
  ];
}
