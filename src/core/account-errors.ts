import { entry, type ErrorEntry } from "./error-entry.ts";

/** Errors of connecting an account: what people paste, and what comes back from a vendor's consent page. */
export const accountErrors = {
  HW_CREDENTIAL_LEGACY: entry(
    "HW-1440",
    "request",
    "This is an old HighLevel API key",
    "Keys of API version 1 belong to an interface that HighLevel has closed; they open nothing any more.",
    "owner",
    "Make a private integration token in the sub-account's settings (Private Integrations) and paste that; it begins with pit-.",
  ),
  HW_CREDENTIAL_FORMAT: entry(
    "HW-1441",
    "request",
    "This does not look like a token",
    "A token is one line of letters, digits and signs, without spaces. Perhaps only a part of it was copied.",
    "owner",
    "Copy the whole token from the vendor's page and paste it again.",
  ),
  HW_CREDENTIAL_OTHER_ACCOUNT: entry(
    "HW-1442",
    "vendor.auth",
    "The token belongs to another account",
    "The vendor accepts it, but not for the account that was named.",
    "owner",
    "Check the sub-account's address, or make the token inside that sub-account (not in the agency) and paste it.",
  ),
  HW_OAUTH_STATE: entry(
    "HW-1450",
    "request",
    "This sign-in did not begin here, or is too old",
    "A sign-in at HighLevel holds for ten minutes, once, in the browser in which it was begun.",
    "owner",
    "Begin again from Settings, Connections, in this browser.",
  ),
  HW_OAUTH_DENIED: entry(
    "HW-1451",
    "request",
    "HighLevel was not allowed to connect",
    "On HighLevel's page somebody chose not to allow it, or HighLevel refused. Nothing was changed here.",
    "owner",
    "Begin again and allow it, or connect with a private integration token.",
  ),
  HW_OAUTH_CODE: entry(
    "HW-1452",
    "vendor.auth",
    "HighLevel did not take the sign-in's code",
    "The code was used before, is too old, or was given out for another app or address.",
    "owner",
    "Begin again. If it happens twice, compare client id, client secret and redirect address with the app's settings.",
  ),
  HW_OAUTH_NO_APP: entry(
    "HW-1453",
    "config",
    "No HighLevel app is set up here",
    "Signing in at HighLevel needs a marketplace app's client id and client secret.",
    "owner",
    "Paste both in Settings, Connections; the page shows the redirect address that the app needs.",
  ),
} as const satisfies Record<string, ErrorEntry>;
