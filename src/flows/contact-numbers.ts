import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import type { OpportunityJson } from "#vendors/highlevel/resources/opportunities.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** Rows of one page, at most. */
const PAGE = 100;
/** Open opportunities of one contact that are counted, at most: a bound on calls, far above what a contact has. */
const MOST = 1_000;

export interface OpenOpportunities {
  readonly count: number;
  /** Sum of their values in the location's currency. */
  readonly value: number;
}

/** What is open for contacts in HighLevel. All methods throw vendor errors. */
export class ContactNumbers {
  readonly #client: Pick<HighLevelClient, "tasks" | "opportunities">;
  readonly #tasks: KeptBriefly<number>;
  readonly #opportunities: KeptBriefly<OpenOpportunities>;

  /** `keptMs`: how old a number may be unless the contact is forgotten; five seconds by default. */
  constructor(client: Pick<HighLevelClient, "tasks" | "opportunities">, clock: Clock, keptMs?: number) {
    this.#client = client;
    this.#tasks = new KeptBriefly(clock, keptMs);
    this.#opportunities = new KeptBriefly(clock, keptMs);
  }

  openTasks(contactId: string, call: CallOptions): Promise<number> {
    return this.#tasks.get(contactId, async () => (await this.#client.tasks.list(contactId, call)).filter((task) => task.completed !== true).length);
  }

  openOpportunities(contactId: string, call: CallOptions): Promise<OpenOpportunities> {
    return this.#opportunities.get(contactId, async () => {
      const rows = await this.#readOpen(contactId, call);
      return { count: rows.length, value: rows.reduce((sum, { monetaryValue }) => sum + (monetaryValue ?? 0), 0) };
    });
  }

  /** Something of the contact has changed. */
  forget(contactId: string): void {
    this.#tasks.forget(contactId);
    this.#opportunities.forget(contactId);
  }

  clear(): void {
    this.#tasks.clear();
    this.#opportunities.clear();
  }

  async #readOpen(contactId: string, call: CallOptions): Promise<readonly OpportunityJson[]> {
    const rows: OpportunityJson[] = [];
    let after: { readonly startAfter: number; readonly startAfterId: string } | null = null;
    do {
      const search = { limit: PAGE, contactId, status: "open", ...(after !== null && { after }) } as const;
      const { opportunities, meta } = await this.#client.opportunities.search(search, call);
      rows.push(...opportunities);
      const isLast = opportunities.length < PAGE || typeof meta.startAfter !== "number" || typeof meta.startAfterId !== "string";
      after = isLast ? null : { startAfter: meta.startAfter ?? 0, startAfterId: meta.startAfterId ?? "" };
    } while (after !== null && rows.length < MOST);
    return rows;
  }
}
