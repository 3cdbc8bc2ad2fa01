/** What a sandbox counts: the oracle of limits, writes and cost. */
export class Counters {
  calls = 0;
  writes = 0;
  limitViolations = 0;
  readonly byOperation = new Map<string, number>();

  count(operation: string, isWrite: boolean): void {
    this.calls += 1;
    if (isWrite) this.writes += 1;
    this.byOperation.set(operation, (this.byOperation.get(operation) ?? 0) + 1);
  }

  reset(): void {
    this.calls = 0;
    this.writes = 0;
    this.limitViolations = 0;
    this.byOperation.clear();
  }

  read(): { calls: number; writes: number; limitViolations: number; byOperation: Record<string, number> } {
    return { calls: this.calls, writes: this.writes, limitViolations: this.limitViolations, byOperation: Object.fromEntries(this.byOperation) };
  }
}
