/** What undoing a run has done, or in a rehearsal would do. */
export interface UndoCounts {
  /** Fields that have their old value again. */
  readonly restored: number;
  /** Records that the run had made and that are deleted again. */
  readonly removed: number;
  /** Fields that stay, because somebody has changed them since. */
  readonly changedSince: number;
  /** Links that could not be taken back now; the same request tries them again. */
  readonly failed: number;
}
