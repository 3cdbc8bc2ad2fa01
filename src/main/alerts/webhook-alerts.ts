import type { AlertTarget } from "#core/alerts/alert.ts";
import { HighwireError } from "#core/errors.ts";
import type { AlertLetter } from "#core/ports/alert-courier.ts";
import type { Clock } from "#core/ports/clock.ts";
import { registry } from "#core/error-registry.ts";
import type { Exchange } from "#vendors/transport/transport.ts";
import { isTaken, postSigned } from "../webhooks/standard-webhooks.ts";

type WebhookTarget = Extract<AlertTarget, { readonly kind: "webhook" }>;

/** Posts a letter as Standard Webhooks have it; resolves with the answer in a few words. Throws `HW_ALERT_REFUSED`, `HW_EGRESS_REFUSED`. */
export async function postAlert(exchange: Exchange, clock: Clock, target: WebhookTarget, letter: AlertLetter): Promise<string> {
  const begun = clock.monotonicMs();
  const { status } = await postSigned(
    { exchange, clock },
    target,
    { id: letter.id, body: JSON.stringify(bodyOf(letter)) },
    (detail, cause) => new HighwireError("HW_ALERT_REFUSED", { detail }, cause),
  );
  if (!isTaken(status)) throw new HighwireError("HW_ALERT_REFUSED", { httpStatus: status, detail: `it answered with HTTP ${String(status)}` });
  return `HTTP ${String(status)} in ${String(Math.round(clock.monotonicMs() - begun))} ms`;
}

/** What programs read: docs/guides/alerts.md tells each field. */
function bodyOf({ what, alertId, title, text, link, need, at }: AlertLetter): unknown {
  const { kind = null, code = null, count = null, since = null } = need ?? {};
  return {
    type: `alert.${what}`,
    timestamp: new Date(at).toISOString(),
    data: {
      id: alertId,
      kind,
      code: code === null ? null : registry[code].number,
      title,
      text,
      count,
      since: since === null ? null : new Date(since).toISOString(),
      link,
    },
  };
}
