import { HighwireError } from "#core/errors.ts";
import { accountTables, type AccountCondition, type AccountRow, type AccountRows, type AccountTable } from "#core/ports/account-rows.ts";
import type { WorkspaceId } from "#core/ids.ts";

type StoredRow = AccountRow & { readonly workspaceId: string };

/** Rows of all workspaces, by table. */
export type MemoryAccounts = Readonly<Record<AccountTable, StoredRow[]>>;

export const noAccounts = (): MemoryAccounts => Object.fromEntries(accountTables.map((table) => [table, []])) as unknown as MemoryAccounts;

/** Columns of which no two rows of a workspace may hold the same together, as the migration has it; `id` is one for each table. */
const unique: Readonly<Partial<Record<AccountTable, readonly string[]>>> = {
  people: ["email"],
  sessions: ["token"],
  sign_in_ways: ["provider_id", "account_id"],
  entry_codes: ["code_hash"],
  api_tokens: ["token_hash"],
  passkeys: ["credential_id"],
};

/** People and what they sign in with, in memory. */
export function accountRowsIn(accounts: MemoryAccounts): AccountRows {
  const fitting = (workspaceId: WorkspaceId, table: AccountTable, where: readonly AccountCondition[]): readonly StoredRow[] =>
    accounts[table].filter((row) => row.workspaceId === workspaceId && fits(row, where));
  const replace = (table: AccountTable, old: StoredRow, row: StoredRow | null): void => {
    const rows = accounts[table];
    rows.splice(rows.indexOf(old), 1, ...(row === null ? [] : [row]));
  };
  return {
    async insert(workspaceId, table, row) {
      const keys = [["id"], unique[table] ?? ["id"]];
      const isLike = (other: AccountRow): boolean => keys.some((columns) => columns.every((column) => other[column] === row[column]));
      const taken = accounts[table].some((other) => other.workspaceId === workspaceId && isLike(other));
      if (taken) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "there is one like it already" });
      accounts[table].push({ ...row, workspaceId } as StoredRow);
      return row;
    },
    async find(workspaceId, table, { where, order, limit = 1_000, offset = 0 }) {
      const column = order?.column ?? "id";
      const turn = order?.descending === true ? -1 : 1;
      return fitting(workspaceId, table, where)
        .toSorted((one, other) => turn * compare(one[column] ?? null, other[column] ?? null) || compare(one["id"] ?? null, other["id"] ?? null))
        .slice(offset, offset + limit)
        .map(withoutWorkspace);
    },
    async update(workspaceId, table, where, { set = {}, add = {} }, reach) {
      const found = fitting(workspaceId, table, where).slice(0, reach === "one" ? 1 : undefined);
      return found.map((old) => {
        const added = Object.entries(add).map(([column, amount]) => [column, Number(old[column] ?? 0) + amount] as const);
        const row = { ...old, ...set, ...Object.fromEntries(added) } as StoredRow;
        replace(table, old, row);
        return withoutWorkspace(row);
      });
    },
    async remove(workspaceId, table, where, reach) {
      const found = fitting(workspaceId, table, where).slice(0, reach === "one" ? 1 : undefined);
      for (const row of found) replace(table, row, null);
      return found.map(withoutWorkspace);
    },
    count: async (workspaceId, table, where) => fitting(workspaceId, table, where).length,
  };
}

function fits(row: AccountRow, where: readonly AccountCondition[]): boolean {
  const either = where.filter(({ joined }) => joined === "or");
  return (
    where.filter(({ joined }) => joined !== "or").every((one) => holds(row, one)) && (either.length === 0 || either.some((one) => holds(row, one)))
  );
}

function holds(row: AccountRow, { column, is, value }: AccountCondition): boolean {
  const held = row[column] ?? null;
  if (Array.isArray(value)) return (value as readonly unknown[]).includes(held) === (is === "in") && held !== null;
  if (is === "eq") return held === value;
  if (is === "ne") return held !== value;
  if (held === null || value === null) return false;
  const order = compare(held, value as string | number | boolean);
  return is === "lt" ? order < 0 : is === "lte" ? order <= 0 : is === "gt" ? order > 0 : order >= 0;
}

function compare(one: string | number | boolean | null, other: string | number | boolean | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  return other === null || one < other ? -1 : 1;
}

function withoutWorkspace({ workspaceId: _workspace, ...row }: StoredRow): AccountRow {
  return row as AccountRow;
}
