import { createAdapterFactory, type CleanedWhere } from "better-auth/adapters";
import type { WorkspaceId } from "#core/ids.ts";
import { HighwireError } from "#core/errors.ts";
import type { AccountCondition, AccountRow, AccountRows, AccountTable, AccountValue } from "#core/ports/account-rows.ts";

/** The library's models and our tables. */
const tables: Readonly<Record<string, AccountTable>> = {
  user: "people",
  session: "sessions",
  account: "sign_in_ways",
  verification: "verifications",
  twoFactor: "second_factors",
  passkey: "passkeys",
};
const operators = ["eq", "ne", "lt", "lte", "gt", "gte", "in", "not_in"] as const;

/** Lets the sign-in library read and write our rows; it sees those of one workspace only (docs/adr/0025). */
export function rowsAdapter(rows: AccountRows, workspaceId: WorkspaceId) {
  return createAdapterFactory({
    config: {
      adapterId: "highwire",
      supportsJSON: false,
      supportsDates: true,
      supportsBooleans: true,
      supportsNumericIds: false,
      transaction: false,
    },
    adapter: () => ({
      create: async ({ model, data }) => toRecord(await rows.insert(workspaceId, tableOf(model), toRow(data))),
      findOne: async ({ model, where }) => first(await rows.find(workspaceId, tableOf(model), { where: where.map(toCondition), limit: 1 })),
      findMany: async ({ model, where = [], limit, offset = 0, sortBy }) => {
        const found = await rows.find(workspaceId, tableOf(model), {
          where: where.map(toCondition),
          limit,
          offset,
          ...(sortBy !== undefined && { order: { column: columnOf(sortBy.field), descending: sortBy.direction === "desc" } }),
        });
        return found.map((row) => toRecord(row));
      },
      update: async ({ model, where, update }) =>
        first(await rows.update(workspaceId, tableOf(model), where.map(toCondition), { set: toRow(update as Fields) }, "one")),
      updateMany: async ({ model, where, update }) =>
        (await rows.update(workspaceId, tableOf(model), where.map(toCondition), { set: toRow(update) }, "all")).length,
      delete: async ({ model, where }) => void (await rows.remove(workspaceId, tableOf(model), where.map(toCondition), "one")),
      deleteMany: async ({ model, where }) => (await rows.remove(workspaceId, tableOf(model), where.map(toCondition), "all")).length,
      consumeOne: async ({ model, where }) => first(await rows.remove(workspaceId, tableOf(model), where.map(toCondition), "one")),
      incrementOne: async ({ model, where, increment, set = {} }) => {
        const add = Object.fromEntries(Object.entries(increment).map(([field, amount]) => [columnOf(field), amount]));
        return first(await rows.update(workspaceId, tableOf(model), where.map(toCondition), { set: toRow(set as Fields), add }, "one"));
      },
      count: ({ model, where = [] }) => rows.count(workspaceId, tableOf(model), where.map(toCondition)),
    }),
  });
}

type Fields = Readonly<Record<string, unknown>>;

function tableOf(model: string): AccountTable {
  const table = tables[model];
  if (table === undefined) throw new HighwireError("HW_INVARIANT", { detail: `no table for ${model}` });
  return table;
}

/** `expiresAt` is the column `expires_at`, `credentialID` the column `credential_id`. */
const columnOf = (field: string): string => field.replaceAll(/[A-Z]+/gu, (letters) => `_${letters.toLowerCase()}`);
const fieldOf = (column: string): string =>
  column === "credential_id" ? "credentialID" : column.replaceAll(/_([a-z])/gu, (_all, letter: string) => letter.toUpperCase());
const isTime = (column: string): boolean => column.endsWith("_at") || column === "locked_until";

const toValue = (value: unknown): AccountValue => (value instanceof Date ? value.getTime() : ((value ?? null) as AccountValue));
const toRow = (fields: Fields): AccountRow => Object.fromEntries(Object.entries(fields).map(([field, value]) => [columnOf(field), toValue(value)]));

// The library gives each record the type of its model, which a generic adapter cannot know.
function toRecord<Record>(row: AccountRow): Record {
  const fields = Object.entries(row).map(([column, value]) => [
    fieldOf(column),
    isTime(column) && typeof value === "number" ? new Date(value) : value,
  ]);
  return Object.fromEntries(fields) as Record;
}
const first = <Record>(found: readonly AccountRow[]): Record | null => (found[0] === undefined ? null : toRecord<Record>(found[0]));

function toCondition({ field, operator, value, connector, mode }: CleanedWhere): AccountCondition {
  const is = operators.find((one) => one === operator);
  if (is === undefined || mode === "insensitive") throw new HighwireError("HW_INVARIANT", { detail: `a condition that is not kept: ${operator}` });
  const compared = Array.isArray(value) ? (value as readonly string[]) : toValue(value);
  return { column: columnOf(field), is, value: compared, joined: connector === "OR" ? "or" : "and" };
}
