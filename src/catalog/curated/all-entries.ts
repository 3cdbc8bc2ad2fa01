import type { CuratedTable } from "./curated-entry.ts";
import { highlevelAccount } from "./highlevel-account.ts";
import { highlevelContacts } from "./highlevel-contacts.ts";
import { highlevelTalk } from "./highlevel-talk.ts";
import { highlevelWork } from "./highlevel-work.ts";
import { incidentAlerts } from "./incident-alerts.ts";
import { incidentCatalog } from "./incident-catalog.ts";
import { incidentIncidents } from "./incident-incidents.ts";
import { incidentResponse } from "./incident-response.ts";
import { incidentSettings } from "./incident-settings.ts";

/** Every operation that somebody has written up. */
export const curatedEntries: CuratedTable = {
  ...highlevelContacts,
  ...highlevelWork,
  ...highlevelAccount,
  ...highlevelTalk,
  ...incidentIncidents,
  ...incidentCatalog,
  ...incidentAlerts,
  ...incidentSettings,
  ...incidentResponse,
};
