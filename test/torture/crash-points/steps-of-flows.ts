import type { AlertEntity, CaseEntity, CaseRules } from "#core/bridge.ts";
import type { BridgeId } from "#core/ids.ts";
import type { Side } from "#core/record/canonical.ts";
import { backfill } from "#engine/backfill/backfill.ts";
import { sweepSide } from "#engine/sweep/sweep-side.ts";
import { must } from "#lib/must.ts";
import { newBridges } from "#main/default-mapping.ts";
import { CASE, worksOf } from "./expectations-of-flows.ts";
import type { Step } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** A bridge beside that of the contacts, for something that hangs on incidents or alerts, under these rules; live. */
export const flow =
  (entity: CaseEntity | AlertEntity, rules: Partial<CaseRules> = {}): Step =>
  async ({ universe }) => {
    const { store, random, workspaceId, highlevel } = universe;
    highlevel.control.setQuirks({ leanTaskCreate: false });
    const bridge = await universe.bridge();
    const [left, right] = await Promise.all([bridge.left, bridge.right].map(async (id) => store.connection(workspaceId, id)));
    const given = { id: random.uuid() as BridgeId, name: entity, left: must(left, "an account"), right: must(right, "an account") };
    const made = newBridges[entity]({ ...given, mode: "live" });
    await store.saveBridge({ ...made, cases: made.cases === null ? null : { ...made.cases, ...rules } });
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
    incident.control.addIncident(CASE, [String(entry["id"])]);
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

/** The only task, or the only follow-up or action. */
function workId(stage: Stage, kind: "contactId" | "incident_id"): string {
  return must(
    worksOf(stage).find(({ raw }) => kind in raw),
    "a task or a follow-up",
  ).id;
}

export const editTask =
  (body: Readonly<Record<string, unknown>>): Step =>
  (stage) =>
    stage.universe.highlevel.control.editTask(workId(stage, "contactId"), body);

export const completeTask: Step = (stage) => stage.universe.highlevel.control.completeTask(workId(stage, "contactId"));

export const deleteTask: Step = (stage) => stage.universe.highlevel.control.deleteTask(workId(stage, "contactId"));

/** A person makes a follow-up on the case. */
export const followUp =
  (title: string): Step =>
  ({ universe: { incident } }) => {
    const named = incident.control.incidents().find(({ name }) => name === CASE);
    incident.control.createFollowUp(String(must(named, "the incident")["id"]), { title });
  };

export const editFollowUp =
  (edit: { readonly title?: string; readonly status?: "completed" | "outstanding" }): Step =>
  (stage) =>
    stage.universe.incident.control.editFollowUp(workId(stage, "incident_id"), edit);

/** The flows' rules take what people make in incident.io. */
export const takesNew: Step = async ({ universe: { store, workspaceId } }) => {
  for (const { id } of await store.bridges(workspaceId))
    await store.changeBridge(workspaceId, id, (bridge) => (bridge.cases === null ? null : { ...bridge, cases: { ...bridge.cases, takesNew: true } }));
};

/** Sweeps one side of every flow. */
export const sweepFlows =
  (side: Side): Step =>
  async (stage) => {
    await stage.whileAlive(async ({ ports }) => {
      const { store, workspaceId } = stage.universe;
      for (const bridge of (await store.bridges(workspaceId)).filter(({ cases }) => cases !== null)) {
        const { left, right } = await ports.sides(bridge);
        await sweepSide({ ports, bridge, port: side === "highlevel" ? left : right, reach: "full" });
      }
    });
  };

function noteSaying({ universe }: Stage, body: string): string {
  return String(
    must(
      universe.highlevel.control.notes().find((one) => String(one["body"]).includes(body)),
      "the note",
    )["id"],
  );
}
