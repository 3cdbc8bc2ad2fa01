import { testsOf, type Mutant } from "./mutant.ts";

const classifying = testsOf("src/core/policy/classify.test.ts");
const highlevelFailure = testsOf("src/vendors/highlevel/failure.test.ts");
const incidentFailure = testsOf("src/vendors/incidentio/failure.test.ts");
const transport = testsOf("src/vendors/transport/transport.test.ts");
const gate = testsOf("src/vendors/transport/rate-gate.test.ts");
const budget = testsOf("src/core/policy/rate-budget.prop.test.ts");
const tokens = testsOf("test/engine/tokens.test.ts");
const store = testsOf("src/storage/postgres.db.test.ts");
const underWay = testsOf("test/engine/edits-under-way.test.ts");

const classify = "src/core/policy/classify.ts";
const backoff = "src/lib/backoff.ts";
const bulkWriter = "src/engine/reconcile/bulk-writer.ts";

/** What a failure means, how often is tried again, how fast is called, with which token, and whose turn it is. */
export const deliveryMutants: readonly Mutant[] = [
  {
    name: "refusals-are-tried-again",
    rule: "X5",
    file: classify,
    find: `    case "vendor.transient":\n    case "storage":\n`,
    replace: `    case "vendor.transient":\n    case "vendor.rejected":\n    case "storage":\n`,
    killedBy: [classifying("X5 HW_VENDOR_VALIDATION has one meaning, whatever its evidence says")],
  },
  {
    name: "highlevel-422-is-tried-again",
    rule: "X5",
    file: "src/vendors/highlevel/failure.ts",
    find: `status === 400 || status === 409 || status === 422`,
    replace: `status === 400 || status === 409`,
    killedBy: [highlevelFailure(`X5 a 422 with {"message":["email must be an email"]} from HighLevel is HW_VENDOR_VALIDATION: park`)],
  },
  {
    name: "incident-422-is-tried-again",
    rule: "X5",
    file: "src/vendors/incidentio/failure.ts",
    find: `return status >= 400 && status < 500\n`,
    replace: `return status >= 400 && status < 422\n`,
    killedBy: [incidentFailure("X5 a 422 from incident.io is HW_VENDOR_VALIDATION: park")],
  },
  {
    name: "retries-come-together",
    rule: "X6",
    file: backoff,
    find: ` * fraction);`,
    replace: ` * Math.min(1, fraction + 1));`,
    killedBy: [classifying("X6 spreads retries over the whole span from nothing to twice as long as last time, up to fifteen minutes")],
  },
  {
    name: "pauses-grow-without-end",
    rule: "X6",
    file: backoff,
    find: `Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt, 20))`,
    replace: `(BACKOFF_BASE_MS * 2 ** Math.min(attempt, 20))`,
    killedBy: [classifying("X6 spreads retries over the whole span from nothing to twice as long as last time, up to fifteen minutes")],
  },
  {
    name: "retries-never-end",
    rule: "X6",
    file: classify,
    find: `const spent = attempts.count + 1 >= MAX_ATTEMPTS || now - firstFailedAt >= MAX_RETRY_SPAN_MS;`,
    replace: `const spent = now - firstFailedAt >= MAX_RETRY_SPAN_MS;`,
    killedBy: [
      classifying("X6 parks after the twelfth failure in a row, or a day of failing, but never for trouble of our own store"),
      testsOf("test/engine/delivery.test.ts")("X6 tries a failing link again with growing pauses, and parks it after twelve attempts"),
    ],
  },
  {
    name: "retry-after-is-ignored",
    rule: "X6",
    file: classify,
    find: `if (error.data.retryAfterMs !== undefined && isOnlyPutOff(error)) return`,
    replace: `if (error.data.retryAfterMs === 0 && isOnlyPutOff(error)) return`,
    killedBy: [classifying("X6 waits as long as the vendor asks, without an upper end of our own and without counting the attempt")],
  },
  {
    name: "trouble-with-a-retry-after-never-counts",
    rule: "X6",
    file: classify,
    find: `error.data.retryAfterMs !== undefined && isOnlyPutOff(error)`,
    replace: `error.data.retryAfterMs !== undefined`,
    killedBy: [
      testsOf("test/engine/delivery.test.ts")(
        "X6 X9 a record that always answers with trouble and a short Retry-After fails for good too, and is parked after twelve attempts",
      ),
    ],
  },
  {
    name: "retry-after-binds-one-call",
    rule: "X6",
    file: "src/vendors/transport/transport.ts",
    find: `return status === 429 && waitMs !== undefined ? { ...news, blockMs: Math.max(news.blockMs ?? 0, waitMs) } : news;`,
    replace: `return status === 429 && waitMs !== undefined ? { ...news } : news;`,
    killedBy: [transport("X6 the vendor's Retry-After wins over what the client made of the refusal, when it is longer")],
  },
  {
    name: "each-process-has-its-own-budget",
    rule: "X7",
    file: "src/vendors/transport/rate-gate.ts",
    find: `  const { updateBudget } = ports;\n`,
    replace: `  const { clock } = ports;
  const own = new Map<string, unknown>();
  const updateBudget: Store["updateBudget"] = async (key, change) => {
    const { state, result } = change(own.get(key) ?? null, clock.now());
    own.set(key, state);
    return result;
  };
`,
    killedBy: [
      gate("X7 four processes together keep the limit of the account that they share"),
      gate("X7 what one process is told of a refusal holds the others back too"),
    ],
  },
  {
    name: "nothing-stays-free",
    rule: "X7",
    file: "src/core/policy/rate-budget.ts",
    find: `const FREE_SHARE = 0.1;`,
    replace: `const FREE_SHARE = 0;`,
    killedBy: [gate("X7 four processes together keep the limit of the account that they share")],
  },
  {
    name: "window-is-cut-too-short",
    rule: "X7",
    file: "src/core/policy/rate-budget.ts",
    find: `const oldest = now - limits.windowMs - limits.windowMs / SLOTS - JITTER_MS;`,
    replace: `const oldest = now - limits.windowMs;`,
    killedBy: [budget("X7 never sees more than its limit in any window, however many workers ask and however calls drift on the way")],
  },
  {
    name: "whoever-waits-longest-goes-first",
    rule: "X7",
    file: "src/vendors/transport/rate-gate.ts",
    find: `if ((one.priority === "person") !== (other.priority === "person")) return one.priority === "person";`,
    replace: `if (one !== other) return false;`,
    killedBy: [gate("X7 a person waits for nobody, however long webhooks have waited, and a backfill goes on beside webhooks that never end")],
  },
  {
    name: "two-processes-refresh-at-once",
    rule: "X8",
    file: "src/storage/postgres/small-state.ts",
    find: `SELECT sealed FROM secrets WHERE workspace_id = $1 AND name = $2 FOR UPDATE`,
    replace: `SELECT sealed FROM secrets WHERE workspace_id = $1 AND name = $2`,
    killedBy: [store("X8 lets one changer in at a time, and the next one sees what was committed")],
  },
  {
    name: "whoever-waited-refreshes-again",
    rule: "X8",
    file: "src/vendors/highlevel/auth.ts",
    find: `if (oauth === null || oauth.accessToken !== refused) return null;`,
    replace: `if (oauth === null) return null;`,
    killedBy: [tokens("X8 however many calls of however many processes find the token ended, it is traded once")],
  },
  {
    name: "new-token-is-used-before-its-commit",
    rule: "X8",
    file: "src/main/vendor-clients.ts",
    find: `    change: (change) => store.changeSecret(of.workspaceId, of.secret, change),\n`,
    replace: `    change: async (change) => {
      const value = await store.secret(of.workspaceId, of.secret);
      const next = await change(value);
      if (next !== null) void store.saveSecret(of.workspaceId, of.secret, next);
      return next ?? value;
    },
`,
    killedBy: [
      tokens("X8 uses the new access token only after the new refresh token has been committed"),
      tokens("X8 however many calls of however many processes find the token ended, it is traded once"),
    ],
  },
  {
    name: "longest-backlog-has-every-turn",
    rule: "X9",
    file: "src/engine/bridge-turns.ts",
    find: `this.#after = (next.length < free.length ? next : due.length < BRIDGES ? [] : due).at(-1)?.bridgeId;`,
    replace: `this.#after = undefined;`,
    killedBy: [
      testsOf("test/engine/fairness.test.ts")("X9 a bridge gets its turn although more bridges than one look shows have long and older backlogs"),
    ],
  },
  {
    name: "unread-bulk-write-is-refused",
    rule: "A1",
    file: bulkWriter,
    find: `await afterWrite(() => this.#port.read(entry.record.id, entry.call))`,
    replace: `await this.#port.read(entry.record.id, entry.call)`,
    killedBy: [underWay("A1 I4 a bulk write that could not be read back is in doubt, not refused, until a look tells that it was done")],
  },
  {
    name: "doubt-of-a-bulk-write-is-forgotten",
    rule: "A1",
    file: bulkWriter,
    find: `void this.#sendOne(isInDoubt ? {`,
    replace: `void this.#sendOne(isInDoubt && chunk.length === 0 ? {`,
    killedBy: [
      underWay("A1 I4 one that is sent alone because nobody knows what became of the bulk write stays in doubt when it does not get through"),
    ],
  },
];
