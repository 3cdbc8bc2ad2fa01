/** The audit: who did what, and the proof of it. */
export const messages = {
  "audit.lead":
    "Who did what, with the values before and after. Entries can be added and never changed: each carries a fingerprint of the one before it, which “Verify chain” checks.",
  "audit.by": "Show",
  "audit.by.people": "What people did",
  "audit.by.everything": "Everything, also what Highwire did",
  "audit.range": "Time",
  "audit.range.all": "All",
  "audit.range.day": "Last 24 hours",
  "audit.range.week": "Last 7 days",
  "audit.range.month": "Last 30 days",
  "audit.csv": "Export as CSV",
  "audit.json": "Export as JSON",
  "audit.again": "Look again",
  "audit.verify": "Verify chain",
  "audit.verified": "The chain is whole: {checked, plural, one {# entry fits} other {# entries fit}}.",
  "audit.broken":
    "The chain is broken at entry {at}: it was changed, or one before it is gone. {checked, plural, one {# entry before it fits} other {# entries before it fit}}. Keep this database as it is and look into who had access to it.",
  "audit.list": "Audit, newest first",
  "audit.what": "What",
  "audit.who": "Who",
  "audit.when": "When",
  "audit.flow": "Flow",
  "audit.change": "Before → after",
  "audit.more": "Show older entries",
  "audit.none.title": "Nobody has done anything yet",
  "audit.none.body": "What people change, decide, retry, look at and take back appears here.",
} as const;
