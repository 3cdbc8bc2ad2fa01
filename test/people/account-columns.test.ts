import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getAuthTables } from "better-auth/db";
import { expect, it } from "vitest";
import { createAuth } from "#server/people/create-auth.ts";
import { peoplePorts } from "#server/people/people.ts";
import { createWorld, silent } from "../support/in-process-world.ts";
import { projectRoot } from "../support/project-files.ts";

const tables = {
  user: "people",
  session: "sessions",
  account: "sign_in_ways",
  verification: "verifications",
  twoFactor: "second_factors",
  passkey: "passkeys",
} as const;
const sql = readFileSync(join(projectRoot, "src/storage/migrations/0011-people.sql"), "utf8");

function columnsOf(table: string): readonly string[] {
  const [, body = ""] = new RegExp(String.raw`CREATE TABLE ${table} \(\n(.*?)\n\);`, "su").exec(sql) ?? [];
  return [...body.matchAll(/^ {2}([a-z_]+) /gmu)].map(([, name]) => String(name));
}

it("has a column for each field that the sign-in library keeps, and no table less", async () => {
  const world = await createWorld();
  const auth = createAuth(peoplePorts(world.app), silent, {
    url: "http://localhost",
    secret: "of this test, long enough for the library",
    oidc: { issuer: "http://127.0.0.1:9", clientId: "a", clientSecret: "b", groups: {}, groupsClaim: "groups" },
  });
  const wanted = getAuthTables(auth.options);
  expect(Object.keys(wanted).toSorted()).toEqual(Object.keys(tables).toSorted());
  for (const [model, table] of Object.entries(tables)) {
    const fields = Object.keys(wanted[model]?.fields ?? {}).map((field) => field.replaceAll(/[A-Z]+/gu, (letters) => `_${letters.toLowerCase()}`));
    expect(columnsOf(table).toSorted()).toEqual(["id", "workspace_id", ...fields].toSorted());
  }
});
