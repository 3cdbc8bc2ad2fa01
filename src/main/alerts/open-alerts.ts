import { randomBytes } from "node:crypto";
import { createAlerter } from "#engine/alerts/alerter.ts";
import type { AlertDeskParts } from "#engine/alerts/alert-desk.ts";
import type { AlertSources } from "#engine/alerts/gather-needs.ts";
import type { Loop } from "#engine/loops.ts";
import { createEgressGuard } from "#vendors/transport/egress-guard.ts";
import { createNetworkExchange } from "#vendors/transport/network-exchange.ts";
import { backupNote } from "#storage/backup/note-backup.ts";
import { openMail } from "../open-mail.ts";
import type { Settings } from "../options.ts";
import type { AccountPorts } from "../accounts/account-ports.ts";
import { lastEvent, lastRefused } from "../accounts/webhook-settings.ts";
import { createCourier } from "./create-courier.ts";

/** What alerts are made over, and the loop that tells them, with the ways out of the house that the settings open. */
export function openAlerts(
  settings: Pick<Settings, "smtpUrl" | "mailFrom" | "alertOrigins" | "publicUrl">,
  ports: Omit<AlertDeskParts["ports"], "store"> & Pick<AccountPorts, "store" | "vendors" | "workspaceId" | "watch">,
): { readonly parts: AlertDeskParts; readonly loop: Loop; close(): Promise<void> } {
  const { store, clock, random, log, vendors, workspaceId, watch } = ports;
  const guard = createEgressGuard({ sandboxOrigins: () => new Set(), allowedOrigins: new Set(settings.alertOrigins) });
  const exchange = createNetworkExchange(guard);
  const sources: AlertSources = {
    async webhooks(connection) {
      const [accepted, refused] = await Promise.all([lastEvent(store, watch, connection), lastRefused(store, watch, connection)]);
      return { accepted, refused };
    },
    lastBackup: () => backupNote(store, workspaceId),
  };
  const mail = openMail(settings);
  const parts: AlertDeskParts = {
    mails: mail !== null,
    ports: { store, clock, random, log },
    workspaceId,
    courier: createCourier({ store, clock, workspaceId, vendors, mail, guard, exchange }),
    sources,
    publicUrl: settings.publicUrl,
    secretBytes: (count) => randomBytes(count),
  };
  return { parts, loop: createAlerter(parts), close: () => exchange.close() };
}
