import { createCatalog } from "#catalog/catalog.ts";
import { createFactsReader } from "#catalog/operation-facts.ts";
import type { CatalogPort } from "#core/catalog/operation-port.ts";
import { practiseIn, type Tried, type TryRequest } from "#engine/operations/operation-desk.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";

/** The catalog without a store: to search and to read. */
export const openCatalog = (): CatalogPort => createCatalog(createFactsReader());

/** Tries an operation in sandboxes of this process; no store is opened and nothing is kept. */
export async function practiseAlone({ operationId, input }: TryRequest): Promise<Tried> {
  const { createPractice } = await import("./practice.ts");
  const practice = createPractice({ facts: createFactsReader(), clock: systemClock, random: systemRandom });
  const vendor = operationId.startsWith("highlevel.") ? "highlevel" : "incident";
  return practiseIn(practice, vendor, { operationId, input, idempotencyKey: systemRandom.uuid() });
}
