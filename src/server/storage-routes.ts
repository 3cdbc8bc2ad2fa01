import type { FastifyInstance } from "fastify";
import { doctorView, storageView, type StorageView } from "#contract/storage.ts";
import type { Application } from "#engine/application.ts";
import type { StorageLook } from "#engine/storage-look.ts";
import { checkNoBody } from "./problem.ts";

/** `/api/v1/storage`: the store, its workers and the doctor. */
export async function storageRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  server.get("/storage", async () => storageView.parse(viewOf(await app.storage())));
  server.post("/storage/check", async (request) => {
    checkNoBody(request);
    return doctorView.parse({ checks: await app.doctor() });
  });
}

type Kind = StorageView["sizes"][number]["kind"];

/** Which tables hold what, as people call it; first the one whose rows people would count. All that is not named is small. */
const kinds: readonly (readonly [Exclude<Kind, "others">, readonly string[]])[] = [
  ["contacts", ["links", "link_keys", "link_words", "link_counts", "sightings", "bridge_work", "waiting_marks"]],
  ["events", ["inbox_keys", "inbox"]],
  ["journal", ["journal", "journal_heads"]],
  ["calls", ["vendor_calls"]],
  ["writes", ["intents"]],
  ["conflicts", ["conflicts"]],
  ["plans", ["plans", "plan_items"]],
  ["workflows", ["workflow_runs", "workflow_steps", "workflow_waits", "workflow_signals", "workflow_traces", "workflows", "workflow_versions"]],
  ["people", ["people", "sessions", "sign_in_ways", "verifications", "second_factors", "passkeys", "entry_codes", "api_tokens"]],
];

function viewOf({ tables, workers, ...look }: StorageLook): StorageView {
  return {
    at: look.at,
    store: look.store,
    lastBackup: look.lastBackup,
    queue: look.queue,
    sizes: sizesOf(tables),
    workers: workers.map(({ owner, ...sign }) => {
      const [machine = "", process = ""] = owner.split(":");
      return { machine, process, ...sign };
    }),
  };
}

function sizesOf(tables: StorageLook["tables"]): StorageView["sizes"] {
  const sizes = new Map<Kind, { bytes: number; rows: number }>();
  for (const { table, bytes, rows } of tables) {
    const [kind, [counted]] = kinds.find(([, names]) => names.includes(table)) ?? (["others", [table]] as const);
    const known = sizes.get(kind) ?? { bytes: 0, rows: 0 };
    sizes.set(kind, { bytes: known.bytes + bytes, rows: known.rows + (table === counted ? rows : 0) });
  }
  return [...sizes].map(([kind, size]) => ({ kind, ...size })).toSorted((one, other) => other.bytes - one.bytes);
}
