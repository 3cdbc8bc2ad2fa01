import type { Bridge } from "#core/bridge.ts";
import { sweepSide } from "#engine/sweep/sweep-side.ts";
import { must } from "#lib/must.ts";
import type { Expectation, Step } from "./scenario.ts";
import type { Stage } from "./stage.ts";

type Raw = Readonly<Record<string, unknown>>;

/** The hold tag of every bridge of tags here. */
const HOLD = "marketing-hold";

/** Contacts on incidents carry the hold tag. */
export const holding: Step = async (stage) => {
  const { store, workspaceId } = stage.universe;
  for (const { id } of caseBridges(stage)) {
    await store.changeBridge(workspaceId, id, (bridge) => ({ ...bridge, cases: { ...must(bridge.cases, "its rules"), holdTag: HOLD } }));
  }
};

/** Both sides of the bridges over cases are swept once. */
export const sweepCases: Step = async (stage) => {
  await stage.whileAlive(async ({ ports }) => {
    for (const bridge of caseBridges(stage)) {
      const { left, right } = await ports.sides(bridge);
      for (const port of [right, left]) await sweepSide({ ports, bridge, port, reach: "full" });
    }
  });
};

const caseBridges = ({ universe }: Stage): readonly Bridge[] => [...universe.state.bridges.values()].filter(({ cases }) => cases !== null);

/** The only incident that names somebody comes to this status. */
export const status =
  (name: string): Step =>
  ({ universe }) =>
    void universe.incident.control.postUpdate(
      String(
        must(
          universe.incident.control.incidents().find((one) => one["name"] === "Checkout is down"),
          "it",
        )["id"],
      ),
      { status: name },
    );

/** The only incident names nobody any more. */
export const dropped: Step = ({ universe: { incident } }) => {
  const named = must(
    incident.control.incidents().find((one) => one["name"] === "Checkout is down"),
    "it",
  );
  incident.control.editIncident(String(named["id"]), { entries: [] });
};

/** Whether somebody carries the tags of an incident and the hold tag; nobody carries a part of them. */
export const isTagged =
  (who: string, wanted: boolean): Expectation =>
  (stage) => {
    const { tags } = recordsOf(stage.universe.highlevel.control.contacts(), "id", stage, who)[0] ?? {};
    const ours = ((tags ?? []) as readonly string[]).filter((tag) => tag === HOLD || tag.startsWith("incident-"));
    return ours.length === (wanted ? 3 : 0) ? null : `I3 ${who} carries [${ours.join()}]`;
  };

/** Tasks that somebody has: whether each is completed. */
export const hasTasks =
  (who: string, ...completed: readonly boolean[]): Expectation =>
  (stage) => {
    const found = recordsOf(stage.universe.highlevel.control.tasks(), "contactId", stage, who).filter(({ deleted }) => deleted !== true);
    const shown = found.map((task) => task["completed"]);
    return shown.join() === completed.join() ? null : `I4 ${who} has tasks [${shown.join()}], not [${completed.join()}]`;
  };

/** Notes that somebody has, by what they tell. */
export const hasNotes =
  (who: string, ...told: readonly string[]): Expectation =>
  (stage) => {
    const shown = recordsOf(stage.universe.highlevel.control.notes(), "contactId", stage, who).map(({ title }) => String(title).split(": ")[1]);
    return shown.toSorted().join() === told.toSorted().join() ? null : `I4 ${who} has notes [${shown.join()}], not [${told.join()}]`;
  };

const recordsOf = (records: readonly Raw[], key: string, stage: Stage, who: string): readonly Raw[] =>
  records.filter((record) => record[key] === stage.idOf(who, "highlevel"));
