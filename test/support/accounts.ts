import type { Accounts } from "#engine/accounts.ts";
import { WebhookWatch } from "#engine/ingest/webhook-watch.ts";
import { createAccounts } from "#main/accounts/create-accounts.ts";
import type { AccountPorts } from "#main/accounts/account-ports.ts";

type Given = Pick<AccountPorts, "store" | "clock" | "random" | "vendors" | "workspaceId"> & Partial<AccountPorts>;

/** The work with accounts, with the intervals of a Highwire that nobody has configured. */
export function accountsOver(given: Given): Accounts {
  return createAccounts({
    watch: new WebhookWatch(),
    intervals: { highlevelNarrowMs: 300_000, highlevelFullMs: 86_400_000, incidentFullMs: 60_000 },
    hosts: {},
    publicUrl: null,
    ...given,
  });
}
