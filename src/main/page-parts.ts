import { randomBytes } from "node:crypto";
import type { WorkspaceId } from "#core/ids.ts";
import type { ApplicationParts } from "#engine/create-application.ts";
import { openMail } from "./open-mail.ts";
import type { Settings } from "./options.ts";
import type { Vendors } from "./vendors.ts";

/** What the pages of incidents need beside the engine. */
export const pageParts = (settings: Settings, vendors: Vendors, workspaceId: WorkspaceId): NonNullable<ApplicationParts["pages"]> => ({
  incidents: vendors.pageReads(workspaceId),
  secretBytes: (count) => randomBytes(count),
  mail: openMail(settings),
  allowed: listOf(settings.responders).map((address) => address.toLowerCase()),
  publicUrl: settings.publicUrl,
});

/** What a setting lists, separated by commas. */
export const listOf = (text: string | null): readonly string[] =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
