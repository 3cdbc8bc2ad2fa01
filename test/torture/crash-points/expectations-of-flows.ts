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

/** What keys have written on alerts, without the last line that names what it was made for. */
export function alertNotesOf({ universe: { incident } }: Stage): readonly string[] {
  return incident.control.alertNotes().map(({ content }) => String(content).replace(/\s*HighLevel · hw:\S+$/u, ""));
}

/** Exactly these notes stand on alerts. */
export const alertNotes =
  (...wanted: readonly string[]): Expectation =>
  (stage) => {
    const found = alertNotesOf(stage).toSorted();
    return found.join("\n") === wanted.toSorted().join("\n") ? null : `I4 alerts show [${found.join(" | ")}], not [${wanted.join(" | ")}]`;
  };

/** Exactly so many contacts have this address. */
export const known =
  (email: string, count: number): Expectation =>
  ({ universe }) => {
    const found = universe.highlevel.control.contacts().filter((one) => one["email"] === email).length;
    return found === count ? null : `I4 ${String(found)} contacts have the address ${email}, not ${String(count)}`;
  };

/** The incident shows one address of ours in a link field, and as an attachment. */
export const isLinked: Expectation = ({ universe: { incident } }) => {
  const named = incident.control.incidents().find(({ name }) => name === CASE);
  const fields = (named?.["custom_field_entries"] ?? []) as readonly { readonly values: readonly { readonly value_link?: string }[] }[];
  const links = fields.flatMap(({ values }) => values.flatMap(({ value_link: link }) => link ?? []));
  const attached = incident.control.attachments(String(named?.["id"])).length;
  return links.length === 1 && attached === 1 ? null : `I4 the incident shows [${links.join()}] and ${String(attached)} attachments`;
};

/** A careful first run has ended, and no more than ten records were written; or a person who got no answer has begun a second one, for the rest. */
export const wasCareful: Expectation = ({ universe: { state, incident } }) => {
  const [bridge] = [...state.bridges.values()];
  const written = incident.control.entries(bridge?.catalogTypeId ?? "").length;
  const isOver = bridge?.mode === "paused" && bridge.canary?.ended?.because === "spent" && written <= 10 && written > 0;
  const isSecond = bridge?.mode === "canary" && written - (bridge.canary?.done ?? 0) === 10;
  return isOver || isSecond ? null : `D6 a careful run wrote ${String(written)} records and is ${String(bridge?.mode)}`;
};

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
