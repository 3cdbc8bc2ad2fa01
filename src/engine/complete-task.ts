import { HighwireError } from "#core/errors.ts";
import type { Settlement } from "#core/ports/claims.ts";
import type { LinkRow, NewConflict } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { holdLink, staysDue } from "./hold-link.ts";
import { personEntry } from "./person-entry.ts";

/** The field of a task that says that it is done. */
export const COMPLETED = "completed";

/** Milliseconds for which a due link is left alone between the question and its answer: a turn then would find the question void. */
const ANSWER_MS = 1_000;

/**
 * Has a task completed as a person's choice for that field, which the link's next turn carries out on both sides as any other choice: planned against what
 * stands there then, with an intent before the write. Throws `HW_REQUEST_CONFLICT` when it is no open task, when its bridge does not run, or when it does
 * not take the change.
 */
export async function completeTask(
  parts: Pick<EnginePorts, "store" | "clock"> & { readonly owner: string },
  link: LinkRow,
  who: string,
): Promise<void> {
  const { store, clock } = parts;
  const bridge = must(await store.bridge(link.workspaceId, link.bridgeId), "a link is of a bridge");
  const map = bridge.fields.find(({ field }) => field === COMPLETED);
  if (map === undefined || map.direction !== "both") throw refused(link, "this is no task that can be completed from here");
  if (bridge.mode !== "live") throw refused(link, "its flow does not run, so nothing is written");
  const held = await holdLink(parts, link);
  const values = { left: held.left?.fields[COMPLETED] ?? null, right: held.right?.fields[COMPLETED] ?? null };
  const question: NewConflict = { kind: "field", field: COMPLETED, ...values, state: "open", winner: null, candidates: [] };
  const entry = personEntry("asked", who, { verb: "complete" }, { linkId: link.id, bridgeId: link.bridgeId });
  const { id, fence, dirtyGeneration } = held;
  const isOpen = held.state === "active" && values.left !== true;
  const now = clock.now();
  const settlement: Settlement = {
    linkId: id,
    fence,
    dirtyGeneration,
    patch: {},
    ...staysDue(held, isOpen ? now + ANSWER_MS : now),
    outcomes: [],
    open: isOpen ? [question] : [],
    close: [],
    processed: [],
    journal: isOpen ? [entry] : [],
  };
  await store.settle(link.workspaceId, [settlement], now);
  if (!isOpen) throw refused(link, "it is not open any more");
  const [asked] = (await store.conflicts(link.workspaceId, { state: "open", linkId: id, limit: 20 })).filter(({ field }) => field === COMPLETED);
  if (asked === undefined || !(await store.resolveConflict(link.workspaceId, asked.id, { choose: "value", value: true }, clock.now())))
    throw refused(link, "it was changed just now; look again");
}

const refused = ({ id }: LinkRow, detail: string): HighwireError => new HighwireError("HW_REQUEST_CONFLICT", { recordId: id, detail });
