import type { CaseEntity } from "#core/bridge.ts";
import type { BridgeId } from "#core/ids.ts";
import { backfill } from "#engine/backfill/backfill.ts";
import { must } from "#lib/must.ts";
import { newBridges } from "#main/default-mapping.ts";
import type { Step } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** A bridge beside that of the contacts, for something that hangs on incidents; live. */
export const flow =
  (entity: CaseEntity): Step =>
  async ({ universe }) => {
    const { store, random, workspaceId, highlevel } = universe;
    highlevel.control.setQuirks({ leanTaskCreate: false });
    const bridge = await universe.bridge();
    const [left, right] = await Promise.all([bridge.left, bridge.right].map(async (id) => store.connection(workspaceId, id)));
    const given = { id: random.uuid() as BridgeId, name: entity, left: must(left, "an account"), right: must(right, "an account") };
    await store.saveBridge(newBridges[entity]({ ...given, mode: "live" }));
  };

/** An incident that names somebody is opened. No event of it arrives here: what follows from it is found by looking. */
export const affects =
  (who: string): Step =>
  (stage) => {
    const { highlevel, incident } = stage.universe;
    const external = `${highlevel.locationId}:${must(stage.idOf(who, "highlevel"), who)}`;
    const entry = must(
      incident.control.entries().find(({ external_id: id }) => id === external),
      `${who}'s entry`,
    );
    incident.control.addIncident("Checkout is down", [String(entry["id"])]);
  };

/** The first loads of all bridges, to their ends. */
export const loadFlows: Step = async (stage) => {
  await stage.whileAlive(async ({ ports, fresh }) => {
    const { store, workspaceId } = stage.universe;
    for (const bridge of await store.bridges(workspaceId)) await backfill({ ports, fresh, bridge });
  });
};

/** Past the seconds for which reads are shared. */
export const ageKept: Step = ({ universe }) => void universe.clock.advance(10_000);

export const note =
  (who: string, body: string): Step =>
  (stage) =>
    void stage.universe.highlevel.control.createNote(must(stage.idOf(who, "highlevel"), who), { body });

export const editNote =
  (body: string, next: string): Step =>
  (stage) =>
    stage.universe.highlevel.control.editNote(noteSaying(stage, body), { body: next });

export const deleteNote =
  (body: string): Step =>
  (stage) =>
    stage.universe.highlevel.control.deleteNote(noteSaying(stage, body));

export const createTask =
  (who: string): Step =>
  (stage) =>
    void stage.universe.highlevel.control.createTask(must(stage.idOf(who, "highlevel"), who), { title: "Call" });

function noteSaying({ universe }: Stage, body: string): string {
  return String(
    must(
      universe.highlevel.control.notes().find((one) => String(one["body"]).includes(body)),
      "the note",
    )["id"],
  );
}
