/** A table as a backup holds it. */
export interface BackupTable {
  readonly name: string;
  /** Columns that the database fills in itself, or that mean nothing elsewhere. */
  readonly without?: readonly string[];
  /** Order of the rows, where it matters. */
  readonly orderBy?: string;
}

/** What a backup holds of each workspace, in the order in which it is put back: the keys first, then what they seal. */
export const workspaceTables: readonly BackupTable[] = [
  { name: "workspace_keys" },
  { name: "connections", without: ["position"], orderBy: "position" },
  { name: "account_holders" },
  { name: "bridges", without: ["position"], orderBy: "position" },
  { name: "secrets" },
  { name: "choices" },
  { name: "incident_pages" },
  { name: "links" },
  { name: "link_keys" },
  { name: "intents" },
  { name: "conflicts" },
  { name: "inbox_keys" },
  { name: "journal" },
  { name: "journal_heads" },
  { name: "saved_views" },
  { name: "mapping_versions" },
  { name: "alert_channels" },
  { name: "alert_rules" },
  { name: "people" },
  { name: "sign_in_ways" },
  { name: "second_factors" },
  { name: "passkeys" },
  { name: "workflows" },
  { name: "workflow_versions" },
];

/** What a backup leaves out, and why that is right. */
export const leftOut: Readonly<Record<string, string>> = {
  workspaces: "written as the heading of each workspace's part",
  master_key: "made anew from the key that opened the backup",
  cursors: "places in vendors' lists and how far sweeps had come: after a restore everything is looked at again",
  workflow_runs: "what was under way then may have been done since; the events that began it stay known, so none begins anew",
  workflow_steps: "as the runs they belong to",
  workflow_waits: "as the runs they belong to",
  workflow_signals: "as the runs they belong to",
  workflow_traces: "which run wrote what in the last minutes",
  plans: "holds for 30 minutes; after a restore another one is made",
  plan_items: "as the plans they belong to",
  rate_budgets: "calls of the last seconds, as the vendors counted them",
  sightings: "when a sweep last met a record: the next one meets it again",
  link_counts: "counted anew by the triggers",
  link_words: "learned anew by the triggers",
  bridge_work: "when a bridge's next link is due: computed anew",
  waiting_marks: "links that events of the last moments are about: every link is looked at again, and sweeps find the records that have none yet",
  inbox: "bodies of webhooks are hints to look, and everything is looked at again; so a backup holds none of their personal data",
  vendor_calls: "calls of the last days, to look at what was asked and answered: nothing is decided by them",
  dashboard_places: "how far dashboards had counted: after a restore the journal is counted anew",
  dashboard_counts: "counted anew from the journal and from what was received; what was looked at only then, such as how much waited, is gone",
  dashboard_records: "as the counts: every link is looked at again, and each look tells anew",
  share_links: "a link that was revoked since must not open again: whoever still needs one makes a new one",
  visits: "whoever was let in comes in anew",
  door_codes: "codes of ten minutes",
  sessions: "everybody signs in again after a restore",
  verifications: "steps of a sign-in that was under way",
  api_tokens: "one that was ended since would come back: new ones are easily made",
  entry_codes: "codes that let somebody in once: new ones are easily made",
  alerts: "what needs people after a restore is found, and told, anew",
  alert_messages: "as the alerts they belong to",
  migrations: "written as the heading of the backup",
};
