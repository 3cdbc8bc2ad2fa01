import { createHash } from "node:crypto";
import type { AccountCondition, AccountRow, AccountRows, AccountTable } from "#core/ports/account-rows.ts";
import { HighwireError } from "#core/errors.ts";
import { clean, statement, type Database, type Statement } from "./database.ts";

/** Most rows that one look returns. */
const MOST_ROWS = 1_000;
const signs = { lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

/** People and what they sign in with, in PostgreSQL. Columns and tables are names of our own code; values always travel as parameters. */
export function createAccountRows(database: Database): AccountRows {
  return {
    async insert(workspaceId, table, row) {
      const text = new Text(workspaceId);
      const columns = Object.keys(row);
      const values = columns.map((column) => text.value(row[column] ?? null));
      const sql = `INSERT INTO ${table} (workspace_id, ${columns.map(named).join(", ")}) VALUES ($1, ${values.join(", ")}) ON CONFLICT DO NOTHING RETURNING *`;
      const [made] = await database.inWorkspace(workspaceId, (transaction) => transaction.rows<StoredRow>(prepared(sql), text.values));
      if (made === undefined) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "there is one like it already" });
      return withoutWorkspace(made);
    },
    async find(workspaceId, table, { where, order, limit = MOST_ROWS, offset = 0 }) {
      const text = new Text(workspaceId);
      const filter = text.where(where);
      const by = order === undefined ? "id" : `${named(order.column)} ${order.descending ? "DESC" : "ASC"}, id`;
      const range = `LIMIT ${text.value(Math.min(limit, MOST_ROWS))} OFFSET ${text.value(offset)}`;
      const rows = await database.read<StoredRow>(
        workspaceId,
        prepared(`SELECT * FROM ${table} WHERE ${filter} ORDER BY ${by} ${range}`),
        text.values,
      );
      return rows.map(withoutWorkspace);
    },
    async update(workspaceId, table, where, { set = {}, add = {} }, reach) {
      const text = new Text(workspaceId);
      const changes = [
        ...Object.entries(set).map(([column, value]) => `${named(column)} = ${text.value(value)}`),
        ...Object.entries(add).map(([column, amount]) => `${named(column)} = COALESCE(${named(column)}, 0) + ${text.value(amount)}`),
      ];
      if (changes.length === 0) return [];
      const sql = `UPDATE ${table} SET ${changes.join(", ")} WHERE ${chosen(table, text.where(where), reach)} RETURNING *`;
      const rows = await database.inWorkspace(workspaceId, (transaction) => transaction.rows<StoredRow>(prepared(sql), text.values));
      return rows.map(withoutWorkspace);
    },
    async remove(workspaceId, table, where, reach) {
      const text = new Text(workspaceId);
      const sql = `DELETE FROM ${table} WHERE ${chosen(table, text.where(where), reach)} RETURNING *`;
      const rows = await database.inWorkspace(workspaceId, (transaction) => transaction.rows<StoredRow>(prepared(sql), text.values));
      return rows.map(withoutWorkspace);
    },
    async count(workspaceId, table, where) {
      const text = new Text(workspaceId);
      const [row] = await database.read<{ count: number }>(
        workspaceId,
        prepared(`SELECT count(*) AS count FROM ${table} WHERE ${text.where(where)}`),
        text.values,
      );
      return row?.count ?? 0;
    },
  };
}

type StoredRow = AccountRow & { readonly workspace_id: string };

/** The filter again where all are meant; else one row, locked: whoever comes second finds it gone or changed, and takes none. */
const chosen = (table: AccountTable, filter: string, reach: "one" | "all"): string =>
  reach === "all" ? filter : `workspace_id = $1 AND id = (SELECT id FROM ${table} WHERE ${filter} LIMIT 1 FOR UPDATE)`;

/** Text of one statement, with its parameters; the first is always the workspace. */
class Text {
  readonly values: unknown[];

  constructor(workspaceId: string) {
    this.values = [workspaceId];
  }

  value(value: unknown): string {
    this.values.push(typeof value === "string" ? clean(value) : value);
    return `$${String(this.values.length)}`;
  }

  where(conditions: readonly AccountCondition[]): string {
    const both = conditions.filter(({ joined }) => joined !== "or").map((one) => this.#condition(one));
    const either = conditions.filter(({ joined }) => joined === "or").map((one) => this.#condition(one));
    return ["workspace_id = $1", ...both, ...(either.length === 0 ? [] : [`(${either.join(" OR ")})`])].join(" AND ");
  }

  #condition({ column, is, value }: AccountCondition): string {
    const name = named(column);
    if (value === null) return is === "ne" ? `${name} IS NOT NULL` : `${name} IS NULL`;
    switch (is) {
      case "eq":
        return `${name} = ${this.value(value)}`;
      case "ne":
        return `${name} IS DISTINCT FROM ${this.value(value)}`;
      case "in":
        return `${name} = ANY(${this.value(value)})`;
      case "not_in":
        return `${name} <> ALL(${this.value(value)})`;
      default:
        return `${name} ${signs[is]} ${this.value(value)}`;
    }
  }
}

/** A column's name; nothing but a name gets into the text of a statement. */
function named(column: string): string {
  if (!/^[a-z][a-z_]*$/u.test(column)) throw new HighwireError("HW_INVARIANT", { detail: "a column that is no name" });
  return column;
}

/** The same text has the same name, so that the server parses it once. */
const prepared = (text: string): Statement => statement(`accounts-${createHash("sha256").update(text).digest("base64url").slice(0, 16)}`, text);

function withoutWorkspace({ workspace_id: _workspace, ...row }: StoredRow): AccountRow {
  return row as AccountRow;
}
