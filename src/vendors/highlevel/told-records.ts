import { HighwireError } from "#core/errors.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";

/** What differs between kinds of records that are told to incident.io and never written. */
export interface ToldRecords {
  /** The vendor's word for one of them. */
  readonly entity: string;
  /** Null when the vendor says that it is deleted. Throws `HW_VENDOR_NOT_FOUND` when it knows none. */
  readonly read: (id: string, call: CallOptions) => Promise<SideRecord | null>;
  readonly list: RecordsPort["list"];
  readonly remove: RecordsPort["remove"];
  /** A cheap read that shows whether the connection works. */
  readonly look: (call: CallOptions) => Promise<unknown>;
}

/** The port of records that flow one way: they begin in HighLevel, and what somebody changes on an entry is put back there. */
export function toldRecords({ entity, read, list, remove, look }: ToldRecords): RecordsPort {
  return {
    side: "highlevel",
    read: (id, call) => orMissing(() => read(id, call)),
    list,
    candidates: () => Promise.resolve([]),
    create: () => Promise.reject(new HighwireError("HW_LINK_BEGINS_ELSEWHERE", { vendor: "highlevel", operation: `create ${entity}` })),
    update: () => Promise.reject(new HighwireError("HW_INVARIANT", { operation: `update ${entity}`, detail: "records of this kind flow one way" })),
    remove,
    canary: (call) => succeeds(() => look(call)),
  };
}
