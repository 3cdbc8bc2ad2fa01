import { MASK } from "../text/masked-json.ts";
import type { CanonicalValue } from "./canonical.ts";

/** A personal value as everybody may see it: enough to recognise it beside another one, not enough to use it. Empty stays empty. */
export function maskValue(value: CanonicalValue): CanonicalValue {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "object") return value.map((element) => maskText(element));
  return maskText(String(value));
}

function maskText(text: string): string {
  const [, first = "", domain] = /^([^@\s])[^@\s]*@([^@\s]+)$/u.exec(text) ?? [];
  if (domain !== undefined) return `${first}${MASK}@${domain}`;
  if (/^\+\d{6,15}$/u.test(text)) return `${MASK}${text.slice(-2)}`;
  return text === "" ? "" : MASK;
}
