import type { WorkspaceId } from "../ids.ts";

/** Tables of people and of what they sign in with. */
export const accountTables = [
  "people",
  "sessions",
  "sign_in_ways",
  "verifications",
  "second_factors",
  "passkeys",
  "entry_codes",
  "api_tokens",
] as const;
export type AccountTable = (typeof accountTables)[number];

export type AccountValue = string | number | boolean | null;
/** One row by column, in snake case; times are epoch milliseconds. The workspace is not among them. */
export type AccountRow = Readonly<Record<string, AccountValue>>;

export interface AccountCondition {
  readonly column: string;
  readonly is: "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "in" | "not_in";
  readonly value: AccountValue | readonly string[] | readonly number[];
  /** All of the "and" conditions must hold, and one of the "or" conditions where there are any. Default: and. */
  readonly joined?: "and" | "or";
}

export interface AccountChange {
  readonly set?: AccountRow;
  /** Amounts to add; null counts as nothing. */
  readonly add?: Readonly<Record<string, number>>;
}

/** What the page needs to know people by. Each method is one atomic statement over the rows of one workspace. */
export interface AccountRows {
  /** Throws `HW_REQUEST_CONFLICT` when a row with the same key is there already. */
  insert(workspaceId: WorkspaceId, table: AccountTable, row: AccountRow): Promise<AccountRow>;
  /** Rows in the order asked for, else as they were made; at most `limit`, default 1,000. */
  find(
    workspaceId: WorkspaceId,
    table: AccountTable,
    query: {
      readonly where: readonly AccountCondition[];
      readonly order?: { readonly column: string; readonly descending: boolean };
      readonly limit?: number;
      readonly offset?: number;
    },
  ): Promise<readonly AccountRow[]>;
  /** Changes what fits, or at most one of it; resolves with the rows as they are then. Of two who want the same last row, one gets it. */
  update(
    workspaceId: WorkspaceId,
    table: AccountTable,
    where: readonly AccountCondition[],
    change: AccountChange,
    reach: "one" | "all",
  ): Promise<readonly AccountRow[]>;
  /** Removes what fits, or at most one of it; resolves with the rows as they were. Of two who want the same row, one gets it. */
  remove(workspaceId: WorkspaceId, table: AccountTable, where: readonly AccountCondition[], reach: "one" | "all"): Promise<readonly AccountRow[]>;
  count(workspaceId: WorkspaceId, table: AccountTable, where: readonly AccountCondition[]): Promise<number>;
}

/** The condition that a column holds this value. */
export const equals = (column: string, value: AccountValue): AccountCondition => ({ column, is: "eq", value });
