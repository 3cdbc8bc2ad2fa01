import type { RecordsPort } from "#core/ports/records-port.ts";
import type { Side, SideRecord } from "#core/record/canonical.ts";
import type { Sides } from "#engine/engine-ports.ts";

/** What both vendors hold at one moment, by `<side>:<id>`. */
export type Sight = ReadonlyMap<string, SideRecord>;

export const placeOf = (side: Side, id: string): string => `${side}:${id}`;

/** Reads everything that both vendors hold. */
export async function lookAround(sides: Sides): Promise<Sight> {
  const records = [...(await listAll(sides.left)), ...(await listAll(sides.right))];
  return new Map(records.map((record) => [placeOf(record.side, record.id), record]));
}

async function listAll(port: RecordsPort): Promise<readonly SideRecord[]> {
  const records: SideRecord[] = [];
  let after: string | null = null;
  do {
    const page = await port.list({ after, since: null }, { priority: "person" });
    records.push(...page.records);
    after = page.next;
  } while (after !== null);
  return records;
}
