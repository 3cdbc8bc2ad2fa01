import type { Expectation } from "./scenario.ts";
import type { Stage } from "./stage.ts";

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
