import { z } from "zod";
import { bridgeModes, entities, type Entity } from "#core/bridge.ts";
import type { ConfigDocument } from "#core/config/config-document.ts";
import { entityWords } from "#core/entity-words.ts";
import { retentionDays } from "./data.ts";
import { direction, historyChoice, policy, transformOf } from "./field-rules.ts";

/** Words of a file are short; longer text is a mistake, or worse. */
const word = z.string().max(500);
const kindOf = new Map(entities.map((entity): readonly [string, Entity] => [entityWords[entity], entity]));

const kind = z.enum(entities.map((entity) => entityWords[entity])).transform((given) => kindOf.get(given) ?? "contact");

const transform = transformOf(word.min(1));

const field = z.strictObject({
  field: word.min(1),
  label: word.min(1),
  kind: z.enum(["text", "name", "email", "phone", "url", "number", "boolean", "date", "set"]),
  highlevel: word.min(1),
  incident: word.min(1),
  direction,
  creates: direction,
  wins: policy,
  personal: z.boolean(),
  transforms: z.array(transform).max(20),
});

const incidents = z.strictObject({
  tellsPrivate: z.boolean(),
  tellsDrills: z.boolean(),
  takesNew: z.boolean(),
  mostNewContacts: z.int().min(0).max(50),
  holdTag: word.min(1).max(60).nullable(),
  emailField: word.min(1).nullable(),
  alertAttribute: word.min(1).nullable(),
  linkField: word.min(1).nullable(),
  assignees: z.record(word, word),
});

/** A configuration file, as text that was read. Every key is said and no other may stand there. */
export const configDocument = z.strictObject({
  format: z.literal(1),
  connections: z
    .array(z.strictObject({ id: word.min(1), vendor: z.enum(["highlevel", "incident"]), name: word, account: word.min(1).nullable() }))
    .max(100),
  bridges: z
    .array(
      z.strictObject({
        kind,
        name: word,
        highlevel: word.min(1),
        incident: word.min(1),
        mode: z.enum(bridgeModes),
        firstLink: policy,
        onDelete: z.enum(["unlink", "archive", "delete"]),
        country: z.string().regex(/^[A-Z]{2}$/u),
        match: z.array(z.enum(["email", "phone"])).max(2),
        history: historyChoice,
        fields: z.array(field).max(500),
        incidents: incidents.nullable(),
      }),
    )
    .max(500),
  retention: retentionDays,
}) satisfies z.ZodType<ConfigDocument>;

/** Most characters of a configuration file. */
export const MAX_CONFIG_CHARS = 200_000;

export const configFileRequest = z.strictObject({ text: z.string().min(1).max(MAX_CONFIG_CHARS) });
export const configApplyRequest = configFileRequest.extend({ hash: z.string().min(1).max(100) });

const change = z.object({
  kind: z.enum(["added", "changed", "removed"]),
  where: z.string(),
  what: z.string(),
  here: z.string().nullable(),
  file: z.string().nullable(),
  effect: z.enum(["begins-to-write", "stops", "may-delete", "crosses", "no-longer-crosses"]).nullable(),
});
export type ConfigChangeView = z.infer<typeof change>;

/** `line` and `column` count from 1; null for a trouble with the whole. */
const problem = z.object({ line: z.number().nullable(), column: z.number().nullable(), says: z.string() });
export type ConfigProblemView = z.infer<typeof problem>;

/** `hash` stands for exactly these changes and is sent back to apply them; null while there are problems. */
export const configComparison = z.object({
  hash: z.string().nullable(),
  changes: z.array(change),
  problems: z.array(problem),
  untouched: z.array(z.object({ kind: z.string(), name: z.string() })),
});
export type ConfigComparisonView = z.infer<typeof configComparison>;

/** The configuration here as a file, and how far it has moved away from the file that was applied last. */
export const configView = z.object({
  text: z.string(),
  applied: z.object({ at: z.number(), drift: configComparison }).nullable(),
});
export type ConfigView = z.infer<typeof configView>;

export const configApplied = z.object({ changes: z.array(change) });
