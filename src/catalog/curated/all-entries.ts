import type { CuratedTable } from "./curated-entry.ts";
import { highlevelAccount } from "./highlevel-account.ts";
import { highlevelContacts } from "./highlevel-contacts.ts";
import { highlevelWork } from "./highlevel-work.ts";
import { incidentAlerts } from "./incident-alerts.ts";
import { incidentCatalog } from "./incident-catalog.ts";
import { incidentIncidents } from "./incident-incidents.ts";
import { incidentSettings } from "./incident-settings.ts";

/** Every operation that somebody has written up. */
export const curatedEntries: CuratedTable = {
  ...highlevelContacts,
  ...highlevelWork,
  ...highlevelAccount,
  ...incidentIncidents,
  ...incidentCatalog,
  ...incidentAlerts,
  ...incidentSettings,
};
