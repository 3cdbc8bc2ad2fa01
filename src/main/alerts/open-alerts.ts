import { randomBytes } from "node:crypto";
import { createAlerter } from "#engine/alerts/alerter.ts";
import type { AlertDeskParts } from "#engine/alerts/alert-desk.ts";
import type { AlertSources } from "#engine/alerts/gather-needs.ts";
import type { Loop } from "#engine/loops.ts";
import { backupNote } from "#storage/backup/note-backup.ts";
import { openMail } from "../open-mail.ts";
import type { Settings } from "../options.ts";
import type { AccountPorts } from "../accounts/account-ports.ts";
import { lastEvent, lastRefused } from "../accounts/webhook-settings.ts";
import type { WayOut } from "../webhooks/way-out.ts";
import { createCourier } from "./create-courier.ts";

/** What alerts are made over, and the loop that tells them. */
export function openAlerts(
  settings: Pick<Settings, "smtpUrl" | "mailFrom" | "publicUrl">,
  ports: Omit<AlertDeskParts["ports"], "store"> & Pick<AccountPorts, "store" | "vendors" | "workspaceId" | "watch"> & { readonly wayOut: WayOut },
): { readonly parts: AlertDeskParts; readonly loop: Loop } {
  const { store, clock, random, log, vendors, workspaceId, watch, wayOut } = ports;
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
    courier: createCourier({ store, clock, workspaceId, vendors, mail, wayOut }),
    sources,
    publicUrl: settings.publicUrl,
    secretBytes: (count) => randomBytes(count),
  };
  return { parts, loop: createAlerter(parts) };
}
