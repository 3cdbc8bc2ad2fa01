import { testsOf, type Mutant } from "./mutant.ts";

const planning = testsOf("src/core/sync/plan-link.prop.test.ts");
const delivery = testsOf("test/engine/delivery.test.ts");
const seals = testsOf("src/storage/secrets/envelope.test.ts");
const rows = testsOf("src/storage/behind-the-store.db.test.ts");

/** What leaves HighLevel, what gets into a log, and who may see a row. */
export const privacyMutants: readonly Mutant[] = [
  {
    name: "unmapped-fields-go-along",
    rule: "P2",
    file: "src/core/sync/plan-one-side.ts",
    find: `operations: [{ kind: "create", side, fields, counterpartId: record.id }],`,
    replace: `operations: [{ kind: "create", side, fields: { ...record.fields, ...fields }, counterpartId: record.id }],`,
    killedBy: [planning("P2 P3 writes mapped fields only, each only the way it flows, and never a field of consent")],
  },
  {
    name: "field-flows-the-wrong-way",
    rule: "M1",
    file: "src/core/sync/merge-field.ts",
    find: `return map.direction === "both" || map.direction === (side === "highlevel" ? "to-highlevel" : "to-incident");`,
    replace: `return map.direction === "both" || map.direction === "to-incident" || side === "highlevel";`,
    killedBy: [testsOf("src/core/sync/merge-field.prop.test.ts")("M1 never writes a side that the field does not flow to")],
  },
  {
    name: "consent-is-written",
    rule: "P3",
    file: "src/vendors/highlevel/canonical-contact.ts",
    find: `const body: Record<string, unknown> = {};`,
    replace: `const body: Record<string, unknown> = { dnd: false };`,
    killedBy: [delivery("P2 P3 sends mapped fields only, and never consent or do-not-disturb")],
  },
  {
    name: "failure-is-logged-in-its-own-words",
    rule: "P5",
    file: "src/engine/reconcile/settle-failure.ts",
    find: `name: (cause as Error | null)?.name,`,
    replace: `name: (cause as Error | null)?.name, message: (cause as Error | null)?.message,`,
    killedBy: [delivery("P5 an unexpected failure is logged and kept with its place, and with no value of the record")],
  },
  {
    name: "log-takes-whole-values",
    rule: "P5",
    file: "src/main/log.ts",
    find: "else kept[name] = `(${typeof value})`;",
    replace: "else kept[name] = JSON.stringify(value);",
    killedBy: [testsOf("src/main/log.test.ts")("P5 lets only short scalars into the log")],
  },
  {
    name: "conflicts-are-open-to-all-workspaces",
    rule: "T1",
    file: "src/storage/migrations/0002-links.sql",
    find: `SELECT protect('conflicts'), share(`,
    replace: `SELECT share(`,
    killedBy: [
      rows("T1 closes every table that says something about a workspace, for the owner as well"),
      rows("T1 shows the application's role nothing of a workspace that it has not named, and what there is of one that it has"),
    ],
  },
  {
    name: "owner-steps-around-row-security",
    rule: "T1",
    file: "src/storage/migrations/0001-roles-and-configuration.sql",
    find: `  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);\n`,
    replace: "",
    killedBy: [rows("T1 closes every table that says something about a workspace, for the owner as well")],
  },
  {
    name: "seal-forgets-its-row",
    rule: "T1",
    file: "src/storage/secrets/envelope.ts",
    find: `const parts = [place.workspaceId, place.table, place.column, place.row];`,
    replace: `const parts = [place.workspaceId, place.table, place.column];`,
    killedBy: [seals("T1 opens in no other place and with no other key")],
  },
  {
    name: "runs-keep-whom-they-know-by-address",
    rule: "P4",
    file: "src/engine/erase-person.ts",
    find: `const erased = await store.erase(workspaceId, ids, "everywhere", clock.now(), texts);`,
    replace: `const erased = await store.erase(workspaceId, ids, "everywhere", clock.now());`,
    killedBy: [
      testsOf("test/engine/erase.test.ts")(
        "P4 runs of workflows that hold a person's address or full name go with them, but not by a name or number that somebody else has too",
      ),
    ],
  },
  {
    name: "namesake-is-erased-as-well",
    rule: "P4",
    file: "src/engine/erase-person.ts",
    find: `((await isShared(store, own, bridgeIds, text)) ? [] : [text])`,
    replace: `[text]`,
    killedBy: [
      testsOf("test/engine/erase.test.ts")(
        "P4 runs of workflows that hold a person's address or full name go with them, but not by a name or number that somebody else has too",
      ),
    ],
  },
  {
    name: "erased-run-is-waited-for",
    rule: "P4",
    file: "src/storage/postgres/erase-runs.ts",
    find: `    rows.filter(({ ends }) => ends),
`,
    replace: `    rows.filter(({ ends }) => !ends),
`,
    killedBy: [testsOf("src/storage/postgres.db.test.ts")("P4 tells a run that waits for one which is erased, and lets the next of a queue begin")],
  },
];
