import { HighwireError } from "#core/errors.ts";

/** What the failure of a later call says of a write of several calls: the earlier ones stand, so the whole is in doubt (I4). */
export const partlyDone = (error: unknown): unknown =>
  error instanceof HighwireError ? new HighwireError(error.code, { ...error.data, mayHaveHappened: true }, error) : error;
