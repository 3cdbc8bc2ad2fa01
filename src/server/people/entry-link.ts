import type { CodePurpose } from "#engine/people/entry-codes.ts";

const pages: Readonly<Record<CodePurpose, string>> = { setup: "sign-up", invite: "invite", reset: "reset-password" };

/** The link that carries a code. It stands behind the #, which browsers keep to themselves: no log and no other site gets it. */
export const entryLink = (url: string, purpose: CodePurpose, code: string): string => `${url}/${pages[purpose]}#${code}`;
