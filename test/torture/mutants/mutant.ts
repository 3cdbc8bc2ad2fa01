/** A bug that is sown on purpose: one exact piece of a file, and what stands there instead. */
export interface Mutant {
  /** Words with hyphens, unique; `--mutant NAME` runs it alone. */
  readonly name: string;
  /** Id of the rule of SPEC.md that it breaks. */
  readonly rule: string;
  /** From the project's folder, with forward slashes. */
  readonly file: string;
  /** Stands in the file exactly once, else the suite fails: a bug that cannot be sown proves nothing. */
  readonly find: string;
  readonly replace: string;
  /** Each of them must fail with the bug; without it all pass. */
  readonly killedBy: readonly [Killer, ...Killer[]];
}

/** One test by its file and its own title as it is reported, without the titles of the groups around it. */
export interface Killer {
  readonly file: string;
  readonly title: string;
}

/** Names tests of one file. */
export const testsOf =
  (file: string) =>
  (title: string): Killer => ({ file, title });

/** The file's text with the bug in it, or null when its place is not found exactly once. */
export function sown(mutant: Mutant, text: string): string | null {
  const [before, after, ...more] = text.split(mutant.find);
  return before === undefined || after === undefined || more.length > 0 ? null : before + mutant.replace + after;
}
