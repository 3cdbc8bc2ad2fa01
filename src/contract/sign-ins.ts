import { z } from "zod";
import { entities } from "#core/bridge.ts";

/** The marketplace app by which people sign in at HighLevel; its secret is never told. */
export const appView = z.object({
  clientId: z.string().nullable(),
  /** The address that the app's settings must name, exactly. */
  redirectUri: z.string(),
  /** False where HighLevel's servers cannot send people back safely: no https, and not this machine alone. */
  reachable: z.boolean(),
});

export const appRequest = z.object({ clientId: z.string().trim().min(8).max(200), clientSecret: z.string().trim().min(8).max(400) }).strict();

export const signInRequest = z
  .object({
    /** The connection to sign in anew; without it, a new one. */
    connectionId: z.string().max(64).optional(),
    /** Asks for what an agency's app needs to reach its locations. */
    agency: z.boolean().default(false),
    flows: z.array(z.enum(entities)).max(entities.length).optional(),
    returnTo: z.enum(["setup", "connections"]).default("connections"),
  })
  .strict();
export type SignInRequest = z.input<typeof signInRequest>;
export const signInAnswer = z.object({ address: z.string() });

/**
 * What came back from HighLevel's page. `claim`: it began there, and a person must say that it is meant for here. `choose`: an agency, whose
 * locations are to be chosen. `connected`, `failed`: it has ended.
 */
export const installView = z.object({
  id: z.string(),
  status: z.enum(["claim", "choose", "connected", "failed"]),
  code: z.string().nullable(),
  at: z.number(),
  expiresAt: z.number(),
  locations: z.array(z.object({ id: z.string(), name: z.string() })),
  asked: z.array(z.string()),
  granted: z.array(z.string()),
  missing: z.array(z.string()),
  connections: z.array(z.string()),
  resumed: z.number(),
});
export const installsAnswer = z.object({ installs: z.array(installView) });
export const chooseRequest = z.object({ locations: z.array(z.string().min(1).max(64)).min(1).max(500) }).strict();

export type AppView = z.infer<typeof appView>;
export type Install = z.infer<typeof installView>;
