/** Something that must always hold did not: a defect in Highwire, never a user's mistake. */
export class InvariantBroken extends Error {
  constructor(what: string) {
    super(`invariant broken: ${what}`);
    this.name = "InvariantBroken";
  }
}

/** Returns the value, or throws `InvariantBroken` when it is null or undefined. */
export function must<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new InvariantBroken(what);
  return value;
}
