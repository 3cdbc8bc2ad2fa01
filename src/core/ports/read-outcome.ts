import { HighwireError } from "../errors.ts";
import type { SideRecord } from "../record/canonical.ts";
import type { ReadOutcome } from "./records-port.ts";

/** What is read, or null when the vendor knows none. Throws every other vendor error. */
export async function orNull<Result>(read: () => Promise<Result>): Promise<Result | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HighwireError && error.code === "HW_VENDOR_NOT_FOUND") return null;
    throw error;
  }
}

/** A read by id of something that may be gone; null counts as gone too. Throws every other vendor error. */
export async function orMissing(read: () => Promise<SideRecord | null>): Promise<ReadOutcome> {
  const record = await orNull(read);
  return record === null ? { kind: "missing" } : { kind: "found", record };
}

/** True when the call is answered as it should be (D1). Never throws. */
export async function succeeds(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch {
    return false;
  }
}
