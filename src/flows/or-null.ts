import { HighwireError } from "#core/errors.ts";

/** What is read, or null when the vendor knows none. Throws every other vendor error. */
export async function orNull<Result>(read: () => Promise<Result>): Promise<Result | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HighwireError && error.code === "HW_VENDOR_NOT_FOUND") return null;
    throw error;
  }
}
