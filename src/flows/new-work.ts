import type { ErrorCode } from "#core/error-registry.ts";
import { orNull } from "#core/ports/read-outcome.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Case, Cases } from "./cases.ts";
import type { WorkItem, WorkItems } from "./work-items.ts";

/** Which follow-ups or actions that people make in incident.io become tasks: those on an incident with one affected contact, if any do. */
export interface NewWork {
  /** Why one of them stays alone; null when it becomes a task. Throws vendor errors. */
  whyAlone(item: WorkItem, call: CallOptions): Promise<ErrorCode | null>;
  /** The case whose task it becomes; null when it stays alone, and when it is gone. Throws vendor errors. */
  home(id: string, call: CallOptions): Promise<Case | null>;
}

/** `cases` must show only what may be told (P1): a task is made of what they show. */
export function createNewWork(items: WorkItems, cases: Cases, isTaken: boolean): NewWork {
  const homeOf = async (item: WorkItem, call: CallOptions): Promise<Case | null> => {
    const [only, ...others] = await cases.ofIncident(item.incidentId, call);
    return only === undefined || others.length > 0 ? null : only;
  };
  return {
    async whyAlone(item, call) {
      if (!isTaken || item.creatorKeyId !== null) return "HW_LINK_NOT_TAKEN";
      return (await homeOf(item, call)) === null ? "HW_LINK_NO_ONE_CONTACT" : null;
    },
    async home(id, call) {
      if (!isTaken) return null;
      const item = await orNull(() => items.show(id, call));
      return item === null || item.gone ? null : homeOf(item, call);
    },
  };
}
