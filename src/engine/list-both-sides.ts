import type { RecordsPort } from "#core/ports/records-port.ts";
import type { Side, SideRecord } from "#core/record/canonical.ts";
import { chunksOf } from "#lib/chunks-of.ts";
import type { ProgressListener } from "./application.ts";
import type { Sides } from "./engine-ports.ts";

/** Records by id. */
export type Listed = ReadonlyMap<string, SideRecord>;

export interface ListOptions {
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Records that are looked up by id at once. */
const TOGETHER = 20;
const person = { priority: "person" } as const;

/** All records of both sides that a plan is made of: by pages, and one by one only those that others make and that a list of what is under way leaves out. */
export async function listBothSides(sides: Sides, options: ListOptions): Promise<Readonly<Record<Side, Map<string, SideRecord>>>> {
  const incident = await readAll(sides.right, "incident.io", options);
  const highlevel = await readAll(sides.left, "HighLevel", options);
  await lookUp(sides.right, { own: incident, others: highlevel, name: "incident.io" }, options);
  await lookUp(sides.left, { own: highlevel, others: incident, name: "HighLevel" }, options);
  return { highlevel: pairedIn(highlevel, incident, sides.right), incident: pairedIn(incident, highlevel, sides.left) };
}

/** A record that a partial list leaves out is not gone: its link is not part of the plan. */
export const isListed = (id: string | null, records: Listed, { partial }: RecordsPort): boolean => id === null || partial !== true || records.has(id);

async function readAll(port: RecordsPort, name: string, options: ListOptions): Promise<Map<string, SideRecord>> {
  const records = new Map<string, SideRecord>();
  let after: string | null = null;
  do {
    options.signal?.throwIfAborted();
    const page = await port.list({ after, since: null }, person);
    for (const record of page.records) records.set(record.id, record);
    options.onProgress?.({ stage: `reading ${name}`, done: records.size, total: page.total });
    after = page.next;
  } while (after !== null);
  return records;
}

interface LookUp {
  /** Of the port's side; what is found is put there. */
  readonly own: Map<string, SideRecord>;
  readonly others: Listed;
  readonly name: string;
}

/** Without this, whatever nothing was put on yet would be in no plan. */
async function lookUp(port: RecordsPort, { own, others, name }: LookUp, options: ListOptions): Promise<void> {
  if (port.madeByOthers !== true) return;
  const met = new Set([...own.values()].map(({ counterpartId }) => counterpartId));
  const unmet = [...others.values()].filter(({ id, counterpartId }) => (counterpartId === null ? !met.has(id) : !own.has(counterpartId)));
  for (const chunk of chunksOf(unmet, TOGETHER)) {
    options.signal?.throwIfAborted();
    for (const record of (await Promise.all(chunk.map((other) => counterpartsOf(port, other)))).flat()) own.set(record.id, record);
    options.onProgress?.({ stage: `reading ${name}`, done: own.size, total: null });
  }
}

/** By the id that the record names, else by the marker that bears its own. */
async function counterpartsOf(port: RecordsPort, { id, counterpartId }: SideRecord): Promise<readonly SideRecord[]> {
  if (counterpartId === null) return (await port.candidates({ counterpartId: id, email: null, phone: null }, person)).map(({ record }) => record);
  const read = await port.read(counterpartId, person);
  return read.kind === "found" ? [read.record] : [];
}

/** Those of a side's records whose counterpart, if they name one, is listed too or would be. */
function pairedIn(records: Map<string, SideRecord>, others: Listed, port: RecordsPort): Map<string, SideRecord> {
  if (port.partial !== true) return records;
  return new Map([...records].filter(([, { counterpartId }]) => isListed(counterpartId, others, port)));
}
