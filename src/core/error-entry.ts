import type { ErrorKind } from "./errors.ts";

/** One error that a user can meet: what it is called, why it happens, who must act and how. Feeds UI, CLI, docs and alerts. */
export interface ErrorEntry {
  readonly number: `HW-${number}`;
  readonly kind: ErrorKind;
  readonly title: string;
  readonly cause: string;
  readonly who: "nobody" | "operator" | "owner" | "developer";
  readonly fix: string;
}

/** One row of the registry. */
export const entry = (number: `HW-${number}`, kind: ErrorKind, title: string, cause: string, who: ErrorEntry["who"], fix: string): ErrorEntry => ({
  number,
  kind,
  title,
  cause,
  who,
  fix,
});
