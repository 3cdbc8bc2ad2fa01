import { accountTables, type AccountRow, type AccountTable } from "#core/ports/account-rows.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";

const moments = { created_at: 1_000, updated_at: 1_000 } as const;
const later = { expires_at: 2_000 } as const;

/** One row of each table, about one person. */
export const accountSamples: Readonly<Record<AccountTable, AccountRow>> = {
  people: { id: "ada", name: "Ada", email: "ada@example.com", email_verified: false, role: "owner", disabled: false, ...moments },
  sessions: { id: "session", token: "opaque", user_id: "ada", ...moments, ...later },
  sign_in_ways: { id: "way", user_id: "ada", provider_id: "credential", account_id: "ada", password: "hash", ...moments },
  verifications: { id: "step", identifier: "step", value: "ada", ...moments, ...later },
  second_factors: { id: "factor", user_id: "ada", secret: "sealed", backup_codes: "sealed" },
  passkeys: { id: "key", user_id: "ada", public_key: "key", credential_id: "credential", counter: 0, device_type: "singleDevice", backed_up: false },
  entry_codes: { id: "code", purpose: "invite", code_hash: "hash", role: "viewer", made_by: "user:ada", created_at: 1_000, ...later },
  api_tokens: { id: "token", name: "script", role: "viewer", token_hash: "hash", made_by: "user:ada", created_at: 1_000, ...later },
};

export async function fillAccounts({ accounts }: Store, workspaceId: WorkspaceId): Promise<void> {
  for (const table of accountTables) await accounts.insert(workspaceId, table, accountSamples[table]);
}
