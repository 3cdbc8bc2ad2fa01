import { HighwireError } from "../errors.ts";

/** What the failure of a later call says of a write of several calls: the earlier ones stand, so the whole is in doubt (I4). */
export const partlyDone = (error: unknown): unknown =>
  error instanceof HighwireError ? new HighwireError(error.code, { ...error.data, mayHaveHappened: true }, error) : error;

/** What is still to be done once a call of a write has gone through. Throws what the work throws, as the failure of a write that is in doubt. */
export async function afterWrite<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw partlyDone(error);
  }
}
