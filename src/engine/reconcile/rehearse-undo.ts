import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { LinkId } from "#core/ids.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import type { SideState } from "#core/sync/link-plan.ts";
import { planUndo } from "#core/sync/plan-undo.ts";
import type { EnginePorts } from "../engine-ports.ts";
import { isPaused } from "../pause-link.ts";
import { portOf, readById, recordIdOf } from "./read-sides.ts";
import type { UndoRequest } from "./reconcile-context.ts";
import { sideNamingMany } from "./spread.ts";

/**
 * Tells what taking the writes on these links back would do now, with the planner that does it (S4). It claims no link, marks none and keeps nothing of
 * what it reads, so whatever waits for a link waits as before. Returns the links that could not be read.
 */
export async function rehearseUndo(ports: EnginePorts, bridge: Bridge, undo: UndoRequest, ids: readonly LinkId[]): Promise<readonly LinkId[]> {
  const [sides, fingerprint] = await Promise.all([ports.sides(bridge), ports.store.fingerprinter(bridge.workspaceId)]);
  const tell = async (id: LinkId): Promise<readonly LinkId[]> => {
    const link = await ports.store.link(bridge.workspaceId, id);
    if (link === null) return [id];
    if (isLeftAlone(link)) return [];
    const read = (side: Side): Promise<SideState> => stateOn({ sides }, link, side);
    try {
      const [left, right] = await Promise.all([read("highlevel"), read("incident")]);
      undo.told(planUndo({ ...inputOf(bridge, link), left, right, fingerprint, now: ports.clock.now() }, undo.writes.get(id) ?? []));
      return [];
    } catch (error) {
      if (error instanceof HighwireError) return [id];
      throw error;
    }
  };
  return (await Promise.all(ids.map(tell))).flat();
}

/** A turn of such a link does not come to its records. */
const isLeftAlone = (link: LinkRow): boolean => link.because === "HW_LINK_ERASED" || isPaused(link) || sideNamingMany(link) !== null;

async function stateOn(context: Parameters<typeof portOf>[0], link: LinkRow, side: Side): Promise<SideState> {
  const id = recordIdOf(link, side);
  if (id === null) return { kind: "none" };
  return readById(portOf(context, side), id, { priority: "person", about: { workspaceId: link.workspaceId, linkId: link.id } });
}

type Known = Omit<Parameters<typeof planUndo>[0], "left" | "right" | "fingerprint" | "now">;

const inputOf = (bridge: Bridge, { state, base, linkedAt, flips }: LinkRow): Known => ({
  bridge,
  state,
  base,
  wasLinked: linkedAt !== null,
  candidates: null,
  conflicts: [],
  flips,
});
