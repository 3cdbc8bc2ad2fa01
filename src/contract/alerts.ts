import { z } from "zod";
import { alertKinds, channelKinds } from "#core/alerts/alert.ts";
import { isTimeZone } from "#core/text/clock-text.ts";

const kind = z.enum(alertKinds);
const name = z.string().trim().min(1).max(100);
const minute = z.number().int().min(0).max(1_439);
const hours = z.number().int().min(1).max(720);

/** Hours in which a channel keeps still: minutes since midnight by the clocks of a zone (IANA name). The same time twice means all day. */
export const quietHours = z.strictObject({
  from: minute,
  until: minute,
  zone: z.string().min(1).max(64).refine(isTimeZone, "must be a time zone such as Europe/Berlin"),
  urgentComesThrough: z.boolean(),
});

// ── channels ────────────────────────────────────────────────────────────────────────────────────────────────────

export const channelView = z.object({
  id: z.string(),
  kind: z.enum(channelKinds),
  name: z.string(),
  /** Enough of the address to know it again. */
  shownAs: z.string(),
  kinds: z.array(kind),
  quiet: quietHours.nullable(),
  paused: z.boolean(),
  /** Epoch milliseconds, all of them. */
  madeAt: z.number(),
  lastToldAt: z.number().nullable(),
  /** Since when every try has failed, and why the last one did. */
  failingSince: z.number().nullable(),
  failure: z.object({ code: z.string(), number: z.string(), title: z.string(), fix: z.string() }).nullable(),
});
export type ChannelView = z.infer<typeof channelView>;

const settings = {
  name,
  /** What it tells of. Default: everything. */
  kinds: z
    .array(kind)
    .min(1)
    .max(alertKinds.length)
    .default([...alertKinds]),
  quiet: quietHours.nullable().default(null),
};
/** Where a new channel leads. */
export const newTarget = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("email"), to: z.string().trim().max(254).pipe(z.email()) }),
  z.strictObject({
    kind: z.literal("webhook"),
    url: z
      .string()
      .trim()
      .max(2_000)
      .pipe(z.url({ protocol: /^https?$/u })),
  }),
  z.strictObject({
    kind: z.literal("incident"),
    sourceId: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .regex(/^[\w-]+$/u),
    secret: z.string().trim().min(1).max(500),
  }),
]);
export const newChannel = z.strictObject({ target: newTarget, ...settings });
export type NewChannel = z.input<typeof newChannel>;
export const channelSettings = z.strictObject(settings);
export type ChannelSettingsBody = z.input<typeof channelSettings>;
export const channelState = z.strictObject({ paused: z.boolean() });

/** `secret`: by which the receiver of a webhook verifies; it is told this once. Null for other kinds. */
export const freshChannel = z.object({ channel: channelView, secret: z.string().nullable() });
export type FreshChannel = z.infer<typeof freshChannel>;

/** What the receiver answered, or why it took nothing. */
export const channelTest = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), answer: z.string() }),
  z.object({ ok: z.literal(false), code: z.string(), number: z.string(), title: z.string(), detail: z.string().nullable(), fix: z.string() }),
]);
export type ChannelTestView = z.infer<typeof channelTest>;

/** After how long waiting becomes worth telling. */
export const alertRules = z.strictObject({ conflictHours: hours, silenceHours: hours });
export type AlertRulesView = z.infer<typeof alertRules>;

export const channelsView = z.object({
  channels: z.array(channelView),
  rules: alertRules,
  /** Whether letters can be sent: a mail server is set. */
  mail: z.boolean(),
  /** Whether an incident.io account is connected, to whose alert sources events can go. */
  incident: z.boolean(),
});
export type ChannelsView = z.infer<typeof channelsView>;

// ── history ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const toldAlert = z.object({
  id: z.string(),
  kind,
  code: z.string().nullable(),
  title: z.string(),
  text: z.string(),
  href: z.string(),
  raisedAt: z.number(),
  /** Null while it goes on. */
  endedAt: z.number().nullable(),
  told: z.array(
    z.object({
      channelId: z.string(),
      /** Null when the channel is gone. */
      channel: z.string().nullable(),
      what: z.enum(["raised", "ended"]),
      state: z.enum(["waiting", "told", "dropped", "given-up"]),
      attempts: z.number(),
      at: z.number().nullable(),
    }),
  ),
});
export type ToldAlertView = z.infer<typeof toldAlert>;
export const alertHistory = z.object({ alerts: z.array(toldAlert) });
