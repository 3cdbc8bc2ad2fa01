import type { ErrorCode } from "#core/error-registry.ts";
import { isUuid } from "#lib/is-uuid.ts";
import type { AccountToProbe } from "../vendors.ts";

/** What is wrong with the form of a pasted credential, told without repeating it; null for nothing. */
export function wrongForm({ vendor, credential }: Pick<AccountToProbe, "vendor" | "credential">): ErrorCode | null {
  // Three parts in base64 with dots: a key of the old interface. Tokens of sign-ins look like this too, but nobody pastes those.
  const isOldKey = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/u.test(credential) || isUuid(credential.toLowerCase());
  if (vendor === "highlevel" && isOldKey) return "HW_CREDENTIAL_LEGACY";
  return /^[\u0021-\u007E]{8,4096}$/u.test(credential) ? null : "HW_CREDENTIAL_FORMAT";
}
