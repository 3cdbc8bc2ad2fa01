import { HighwireError } from "#core/errors.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";

/** What differs between the kinds of records that incidents make in HighLevel. */
export interface ToldByIncidents {
  /** The word for one of them, for people who look for a mistake. */
  readonly entity: string;
  /** Null when there is none, or when it may not be told (P1). */
  readonly read: (id: string, call: CallOptions) => Promise<SideRecord | null>;
  readonly list: RecordsPort["list"];
  readonly members: NonNullable<RecordsPort["members"]>;
  /** A cheap read that shows whether the connection works. */
  readonly look: (call: CallOptions) => Promise<unknown>;
}

/** The incident.io side of records that are made of incidents: they flow to HighLevel, and what is listed is what goes on. */
export function toldByIncidents({ entity, read, list, members, look }: ToldByIncidents): RecordsPort {
  const refuse = (operation: string): Promise<never> =>
    Promise.reject(new HighwireError("HW_INVARIANT", { operation: `${operation} ${entity}`, detail: "records of this kind flow one way" }));
  return {
    side: "incident",
    partial: true,
    read: (id, call) => orMissing(() => read(id, call)),
    list,
    members,
    candidates: () => Promise.resolve([]),
    create: () => refuse("create"),
    update: () => refuse("update"),
    remove: () => refuse("remove"),
    canary: (call) => succeeds(() => look(call)),
  };
}
