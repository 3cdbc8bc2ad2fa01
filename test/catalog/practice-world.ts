import { createCatalog } from "#catalog/catalog.ts";
import { createFactsReader } from "#catalog/operation-facts.ts";
import type { CatalogPort, OperationOutcome } from "#core/catalog/operation-port.ts";
import type { Operation, OperationInput } from "#core/catalog/operation.ts";
import type { Practice } from "#engine/operations/operation-desk.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { createPractice } from "#main/catalog/practice.ts";
import type { RecordedExchange } from "../contract/contract-check.ts";

/** The catalog over practice sandboxes, with everything that crosses. */
export interface PracticeWorld {
  readonly catalog: CatalogPort;
  readonly practice: Practice;
  readonly recorded: RecordedExchange[];
  readonly vendorOf: (id: string) => "highlevel" | "incident";
  /** Runs an operation with this input, its names in angle brackets filled. */
  run(id: string, input: OperationInput): Promise<OperationOutcome>;
  /** Every action. */
  operations(): Promise<readonly Operation[]>;
}

export function createPracticeWorld(): PracticeWorld {
  const facts = createFactsReader();
  const catalog = createCatalog(facts);
  const recorded: RecordedExchange[] = [];
  const practice = createPractice({
    facts,
    clock: systemClock,
    random: systemRandom,
    around: (exchange) => async (request) => {
      const answer = await exchange(request);
      const { pathname, searchParams, hostname } = new URL(request.url);
      recorded.push({
        vendor: hostname.includes("highlevel") ? "highlevel" : "incident",
        method: request.method,
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body: request.body,
        status: answer.status,
        answer: answer.text,
      });
      return answer;
    },
  });
  const vendorOf: PracticeWorld["vendorOf"] = (id) => (id.startsWith("highlevel.") ? "highlevel" : "incident");
  return {
    catalog,
    practice,
    recorded,
    vendorOf,
    async run(id, input) {
      const vendor = vendorOf(id);
      const filled = await practice.fill(vendor, input);
      return practice.run({ operationId: id, input: filled, connectionId: practice.connectionFor(vendor), idempotencyKey: systemRandom.uuid() });
    },
    async operations() {
      const actions = (await catalog.items()).filter(({ kind }) => kind === "action");
      const found = await Promise.all(actions.map(({ id }) => catalog.operation(id)));
      return found.filter((operation) => operation !== null);
    },
  };
}
