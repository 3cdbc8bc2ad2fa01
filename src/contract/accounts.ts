import { z } from "zod";
import { entities } from "#core/bridge.ts";
import { connectionView } from "./status.ts";

const vendor = z.enum(["highlevel", "incident"]);
const credential = z.string().min(1).max(8_192);
const fact = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

export const locationRequest = z.object({ address: z.string().min(1).max(2_000) }).strict();
export const locationAnswer = z.object({ locationId: z.string() });

/** A credential to look at. `flows` says what it is wanted for; without it, what is switched on, or contacts when nothing is. */
export const checkRequest = z
  .object({
    vendor,
    token: credential,
    /** HighLevel: the sub-account's id, or the address of any of its pages. */
    location: z.string().max(2_000).optional(),
    flows: z.array(z.enum(entities)).max(entities.length).optional(),
  })
  .strict();

export const connectRequest = checkRequest.extend({
  name: z.string().trim().min(1).max(120).optional(),
  /** incident.io: the endpoint's signing secret, when it is there already. */
  webhookSecret: z.string().max(400).optional(),
});

const checkStepName = z.enum(["format", "reach", "account", "scopes"]);
export type CheckStepName = z.infer<typeof checkStepName>;
const checkStep = z.object({
  name: checkStepName,
  state: z.enum(["passed", "failed", "skipped"]),
  /** What went wrong: a code of the error registry. */
  code: z.string().nullable(),
});

/**
 * `proven`: a read went through. `granted`: the vendor said so. `unproven`: for writes, shown at the test. `refused`: a read was refused, or no
 * role of the key carries it.
 */
export const scopeState = z.enum(["proven", "granted", "unproven", "refused"]);

export const credentialCheck = z.object({
  ok: z.boolean(),
  steps: z.array(checkStep),
  /** The vendor's name of the account, or of the key. */
  name: z.string().nullable(),
  /** Time zone and country of a location; roles and teams of a key. */
  facts: z.record(z.string(), fact),
  scopes: z.array(z.object({ scope: z.string(), state: scopeState, roles: z.array(z.string()) })),
  missing: z.array(z.string()),
  callsToday: z.object({ used: z.number(), limit: z.number() }).nullable(),
});

export const webhookView = z.object({
  connectionId: z.string(),
  vendor,
  url: z.string().nullable(),
  events: z.array(z.string()),
  secrets: z.array(z.string()),
  accepted: z.object({ at: z.number(), type: z.string(), skewMs: z.number().nullable() }).nullable(),
  refused: z.object({ at: z.number(), code: z.string(), count: z.number() }).nullable(),
  lookEveryMs: z.number(),
});

export const connectedAnswer = z.object({ connection: connectionView, check: credentialCheck, webhooks: webhookView });

/** A connection with everything that Settings shows of it. Times are epoch milliseconds. */
export const connectionDetail = z.object({
  connection: connectionView,
  account: z.string(),
  auth: z.enum(["private-integration-token", "oauth", "api-key"]),
  facts: z.record(z.string(), fact),
  asked: z.array(z.string()),
  granted: z.array(z.string()),
  missing: z.array(z.string()),
  lastUsedAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
  renewsAt: z.number().nullable(),
  connectedAt: z.number().nullable(),
  /** Records that wait for this account. */
  waiting: z.number(),
  webhooks: webhookView,
});

export const rotateRequest = z.object({ token: credential }).strict();
export const rotateAnswer = z.object({
  before: credentialCheck,
  after: credentialCheck,
  switched: z.boolean(),
  /** Records that go on now. */
  resumed: z.number(),
});

export const historyAnswer = z.object({
  entries: z.array(z.object({ id: z.string(), at: z.number(), sentence: z.string(), chain: z.array(z.string()) })),
});

export const webhookSecretRequest = z.object({ secret: z.string().min(1).max(400) }).strict();
export const webhookSecretAnswer = z.object({
  /** Whether the newest refused event fits the new secret; null when none was refused. */
  fitsRefused: z.boolean().nullable(),
  webhooks: webhookView,
});
export const removeSecretRequest = z.object({ fingerprint: z.string().min(1).max(64) }).strict();

/** 30 seconds to a day, in milliseconds; null for the default. */
export const lookEveryRequest = z.object({ everyMs: z.number().int().min(30_000).max(86_400_000).nullable() }).strict();

/** One permission with its reason: why it is asked for, what stops without it, when it was last used. */
export const neededScope = z.object({
  vendor,
  connectionId: z.string().nullable(),
  scope: z.string(),
  write: z.boolean(),
  roles: z.array(z.string()),
  /** Kinds of bridges that use it; none, and not at set-up: it can be dropped. */
  usedBy: z.array(z.enum(entities)),
  atSetup: z.boolean(),
  /** Calls that stop without it. */
  operations: z.array(z.string()),
  /** Null when nobody has told. */
  granted: z.boolean().nullable(),
  lastUsedAt: z.number().nullable(),
});
export const permissionsAnswer = z.object({ scopes: z.array(neededScope) });

export const webhooksAnswer = z.object({ webhooks: z.array(webhookView) });

export const connectionsAnswer = z.object({ connections: z.array(connectionView) });

export type ConnectionDetail = z.infer<typeof connectionDetail>;
export type CredentialCheck = z.infer<typeof credentialCheck>;
export type HistoryAnswer = z.infer<typeof historyAnswer>;
export type NeededScope = z.infer<typeof neededScope>;
export type RotateAnswer = z.infer<typeof rotateAnswer>;
export type WebhookSecretAnswer = z.infer<typeof webhookSecretAnswer>;
export type WebhookView = z.infer<typeof webhookView>;
