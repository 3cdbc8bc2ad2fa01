import type { Expectation } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** What the incidents of scenarios are called. */
export const CASE = "Checkout is down";

/** All that keys have written on timelines, as `title: text`, without the last line that names what it was made for. */
export function itemsOf({ universe: { incident } }: Stage): readonly string[] {
  const ids = new Set(incident.control.incidents().map(({ id }) => String(id)));
  return [...ids]
    .flatMap((id) => incident.control.timelineItems(id))
    .filter(({ creator }) => Object.hasOwn(creator as object, "api_key"))
    .map(({ title, description }) => `${String(title)}: ${String(description ?? "").replace(/\s*HighLevel · hw:\S+$/u, "")}`)
    .toSorted();
}

/** Exactly these items stand on timelines. */
export const items =
  (...wanted: readonly string[]): Expectation =>
  (stage) => {
    const found = itemsOf(stage);
    return found.join("\n") === wanted.toSorted().join("\n") ? null : `I4 timelines show [${found.join(" | ")}], not [${wanted.join(" | ")}]`;
  };

type Raw = Readonly<Record<string, unknown>>;

/** Tasks, and follow-ups and actions that keys or people have made on cases, without the ids in their last lines. */
export function worksOf({ universe: { highlevel, incident } }: Stage): readonly { readonly id: string; readonly shown: string; readonly raw: Raw }[] {
  const cases = new Set(incident.control.incidents().flatMap(({ id, name }) => (name === CASE ? [id] : [])));
  const works = [...incident.control.followUps(), ...incident.control.actions()].filter(({ incident_id: id }) => cases.has(id));
  return [...highlevel.control.tasks(), ...works].map((raw) => {
    const { title, body, description, completed, status, dueDate, labels } = raw;
    const text = String(body ?? description ?? "").replaceAll(/hw:\S+|contacts\/detail\/\w+|follow-up:\S+/gu, "…");
    // What falls due a day after it was made was made later where the process had died.
    const dueHour = typeof dueDate === "string" ? dueDate.slice(0, 13) : null;
    return { id: String(raw["id"]), shown: JSON.stringify([title, text, completed, status, dueHour, labels]), raw };
  });
}

/** There is one task, and one follow-up or action for it, and they show this. */
export const pair =
  (task: Raw, work: Raw): Expectation =>
  (stage) => {
    const found = worksOf(stage).map(({ raw }) => raw);
    const shows = (wanted: Raw, kind: "contactId" | "incident_id"): boolean => {
      const [only, ...others] = found.filter((raw) => kind in raw);
      return others.length === 0 && Object.entries(wanted).every(([key, value]) => only?.[key] === value);
    };
    return shows(task, "contactId") && shows(work, "incident_id") ? null : `I4 the task and what stands for it are ${JSON.stringify(found)}`;
  };

/** The follow-up of a task that is gone is set aside, and says why. */
export const setAside: Expectation = (stage) => {
  const [only, ...others] = worksOf(stage).map(({ raw }) => raw);
  const isRight = only?.["status"] === "not_doing" && String(only["description"]).endsWith("deleted in HighLevel._") && others.length === 0;
  return isRight ? null : `D4 the follow-up of a deleted task is ${JSON.stringify([only, ...others])}`;
};

/** Somebody's entry shows exactly these facts. */
export const facts =
  (who: string, wanted: Readonly<Record<string, string | RegExp>>): Expectation =>
  (stage) => {
    const id = stage.idOf(who, "incident");
    const entry = stage.universe.incident.control.entries().find((one) => one["id"] === id);
    const values = (entry?.["attribute_values"] ?? {}) as Readonly<Record<string, { readonly value?: { readonly literal?: string } }>>;
    const names = ["hw_recent_notes", "hw_next_appointment", "hw_open_tasks", "hw_open_opportunities", "hw_open_pipeline_value", "hw_owner"];
    const wrong = names.find((name) => {
      const [shown, meant] = [values[name]?.value?.literal, wanted[name]];
      return meant instanceof RegExp ? !meant.test(shown ?? "") : shown !== meant;
    });
    return wrong === undefined ? null : `M1 ${wrong} of ${who} is ${JSON.stringify(values[wrong]?.value?.literal)}, not ${String(wanted[wrong])}`;
  };
