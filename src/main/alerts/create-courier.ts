import type { AlertTarget } from "#core/alerts/alert.ts";
import { HighwireError } from "#core/errors.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { AlertCourier, AlertLetter } from "#core/ports/alert-courier.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Mail } from "#core/ports/mail.ts";
import type { Store } from "#core/ports/store.ts";
import type { Vendors } from "../vendors.ts";
import type { WayOut } from "../webhooks/way-out.ts";
import { postAlert } from "./webhook-alerts.ts";

export interface CourierParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly workspaceId: WorkspaceId;
  readonly vendors: Pick<Vendors, "sendAlertEvent">;
  /** Null: no mail server is set. */
  readonly mail: Mail | null;
  /** Where webhooks may go, and how they get there. */
  readonly wayOut: WayOut;
}

/** Carries alerts by e-mail, by webhook and as alert events of incident.io. */
export function createCourier(parts: CourierParts): AlertCourier {
  return {
    async check(target) {
      if (target.kind === "email") mailOf(parts);
      if (target.kind === "webhook") await parts.wayOut.check(target.url);
    },
    async send(target, letter) {
      switch (target.kind) {
        case "email":
          await mailOf(parts).send(mailed(target.to, letter));
          return "the mail server took it";
        case "webhook":
          return postAlert(parts.wayOut.exchange, parts.clock, target, letter);
        case "incident":
          await sendEvent(parts, target, letter);
          return "incident.io accepted it";
      }
    },
  };
}

function mailOf({ mail }: CourierParts): Mail {
  if (mail === null)
    throw new HighwireError("HW_CONFIG_MISSING", { option: "HIGHWIRE_SMTP_URL", detail: "no mail server is set: HIGHWIRE_SMTP_URL names it" });
  return mail;
}

/** The end follows the beginning, so that mail programs lay one to the other. */
function mailed(to: string, { id, what, title, text, link }: AlertLetter): Parameters<Mail["send"]>[0] {
  return {
    to,
    subject: title,
    text: [text, ...(link === null ? [] : [link]), "Who is told what stands under Settings, Alerts."].join("\n\n"),
    id,
    ...(what === "ended" && { follows: id.replace(/\.ended$/u, ".raised") }),
  };
}

/** A test is resolved at once, so that nobody is called for it twice. */
async function sendEvent(
  { store, workspaceId, vendors }: CourierParts,
  { connectionId, sourceId, secret }: Extract<AlertTarget, { readonly kind: "incident" }>,
  { what, alertId, title, text, link, need }: AlertLetter,
): Promise<void> {
  const connection = await store.connection(workspaceId, connectionId as ConnectionId);
  if (connection === null) throw new HighwireError("HW_NOT_CONNECTED", { vendor: "incident" });
  await vendors.sendAlertEvent(
    connection,
    { id: sourceId, secret },
    {
      deduplication_key: `highwire:${alertId}`,
      title,
      status: what === "raised" ? "firing" : "resolved",
      description: text,
      ...(link !== null && { source_url: link }),
      metadata: { kind: need?.kind ?? "test", count: need?.count ?? 0 },
    },
  );
}
