import { must } from "#lib/must.ts";
import type { RecordedExchange } from "./contract-check.ts";

/** Fields of an answer, looked into without a schema: that is what the contract checks. */
export type Shown = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The answer of a call that must succeed. */
export const shown = ({ status, method, path, answer }: RecordedExchange): Shown => {
  must(status < 300 ? true : null, `${method} ${path} to succeed, not ${String(status)} ${answer}`);
  return (answer === "" ? {} : JSON.parse(answer)) as Shown;
};
export const idIn = (answer: RecordedExchange, of: string): string => String(must(shown(answer)[of], of)["id"]);
export const firstId = (answer: RecordedExchange, of: string): string =>
  String(must((shown(answer)[of] as unknown as readonly Readonly<Record<string, unknown>>[])[0], of)["id"]);
