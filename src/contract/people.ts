import { z } from "zod";
import { roles } from "#core/policy/role.ts";

const role = z.enum(roles);
const name = z.string().trim().min(1).max(100);
const email = z.string().trim().toLowerCase().max(254).pipe(z.email());
/** Room for more than is allowed, so that what is wrong can be said; paste is never cut. */
const password = z.string().min(1).max(1_000);
const code = z.string().trim().min(1).max(200);
const id = z.string();

// ── signing in ──────────────────────────────────────────────────────────────────────────────────────────────────

/** How one may get in here. */
export const waysIn = z.object({
  /** True as long as there is no owner: then the set-up code makes one. */
  setUpNeeded: z.boolean(),
  /** Whether people may sign in with an OIDC provider as well. */
  oidc: z.boolean(),
});
export type WaysIn = z.infer<typeof waysIn>;

export const signInRequest = z.object({ email: z.string().max(254), password }).strict();
/** `done`: signed in. `second-factor`: a code is asked for as well. */
export const signInStep = z.object({ next: z.enum(["done", "second-factor"]) });
export type SignInStep = z.infer<typeof signInStep>;
/** A code of the authenticator app, or with `recovery` one of those that were written down. */
export const secondFactorRequest = z.object({ code, recovery: z.boolean().default(false) }).strict();
export const done = z.object({ done: z.literal(true) });

/** What a browser's `PublicKeyCredential` is given, and what it gives back, as JSON. */
export const passkeyOptions = z.record(z.string(), z.unknown());
export const passkeyAnswer = z.object({ response: z.record(z.string(), z.unknown()) }).strict();
export const oidcStart = z.object({ url: z.string() });

// ── getting in for the first time ───────────────────────────────────────────────────────────────────────────────

export const codeRequest = z.object({ code }).strict();
/** What a code is good for. */
export const codeView = z.object({ purpose: z.enum(["setup", "invite", "reset"]), role, expiresAt: z.number() });
export type CodeView = z.infer<typeof codeView>;
export const joinRequest = z.object({ code, name, email, password }).strict();
export const resetRequest = z.object({ code, password }).strict();

// ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const personView = z.object({
  id,
  name: z.string(),
  email: z.string(),
  role,
  disabled: z.boolean(),
  secondFactor: z.boolean(),
  createdAt: z.number(),
});
export type PersonView = z.infer<typeof personView>;
export const invitationView = z.object({ id, role, note: z.string().nullable(), madeBy: z.string(), createdAt: z.number(), expiresAt: z.number() });
export type InvitationView = z.infer<typeof invitationView>;
export const peopleView = z.object({ people: z.array(personView), invitations: z.array(invitationView) });
export type PeopleView = z.infer<typeof peopleView>;
export const inviteRequest = z.object({ role, note: z.string().trim().max(100).nullable().default(null) }).strict();
/** The link stands here once; only the hash of its code is kept. */
export const freshInvitation = z.object({ invitation: invitationView, link: z.string() });
export type FreshInvitation = z.infer<typeof freshInvitation>;
export const roleRequest = z.object({ role }).strict();
export const personStateRequest = z.object({ disabled: z.boolean() }).strict();
export const freshReset = z.object({ link: z.string(), expiresAt: z.number() });

// ── tokens of programs ──────────────────────────────────────────────────────────────────────────────────────────

export const tokenView = z.object({
  id,
  name: z.string(),
  role,
  madeBy: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  lastUsedAt: z.number().nullable(),
});
export type TokenView = z.infer<typeof tokenView>;
export const tokensView = z.object({ tokens: z.array(tokenView) });
export const tokenRequest = z.object({ name, role, days: z.number().int().min(1).max(365).default(90) }).strict();
/** The token stands here once. */
export const freshToken = z.object({ token: z.string(), details: tokenView });
export type FreshToken = z.infer<typeof freshToken>;

// ── one's own account ───────────────────────────────────────────────────────────────────────────────────────────

export const sessionView = z.object({
  id,
  /** The one that asks. */
  current: z.boolean(),
  place: z.string().nullable(),
  browser: z.string().nullable(),
  createdAt: z.number(),
  expiresAt: z.number(),
});
export type SessionView = z.infer<typeof sessionView>;
export const sessionsView = z.object({ sessions: z.array(sessionView) });
export const passkeyView = z.object({ id, name: z.string().nullable(), createdAt: z.number().nullable() });
export const securityView = z.object({ password: z.boolean(), secondFactor: z.boolean(), passkeys: z.array(passkeyView) });
export type SecurityView = z.infer<typeof securityView>;
export const passwordRequest = z.object({ current: password, password }).strict();
export const confirmRequest = z.object({ password }).strict();
/** What the authenticator app reads, and the codes to write down; both are told this once. */
export const secondFactorStart = z.object({ uri: z.string(), recoveryCodes: z.array(z.string()) });
export type SecondFactorStart = z.infer<typeof secondFactorStart>;
export const secondFactorConfirm = z.object({ code }).strict();
export const passkeyName = z.object({ response: z.record(z.string(), z.unknown()), name }).strict();
