import type { LinkState } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import type { StoredLink } from "#storage/memory/memory-state.ts";
import type { Expectation } from "./scenario.ts";
import type { Stage } from "./stage.ts";

type Raw = Readonly<Record<string, unknown>>;
type Field = "fullName" | "email" | "phone" | "website" | "tags" | "companyName" | "custom_plan";

/** Somebody's record at one side, as the vendor holds it; undefined when it is gone. */
function recordOf(stage: Stage, side: Side, who: string): Raw | undefined {
  const id = stage.idOf(who, side);
  const { highlevel, incident } = stage.universe;
  return (side === "highlevel" ? highlevel.control.contacts() : incident.control.entries()).find((one) => one["id"] === id);
}

function valueOf(side: Side, record: Raw, field: Field): string {
  if (side === "highlevel") {
    if (field === "fullName") return `${String(record["firstName"])} ${String(record["lastName"])}`;
    if (field === "custom_plan") return String((record["customFields"] as readonly { value: unknown }[] | undefined)?.[0]?.value ?? "");
    return field === "tags" ? [...(record["tags"] as readonly string[])].toSorted().join(" ") : String(record[field] ?? "");
  }
  if (field === "fullName") return String(record["name"]);
  const values = record["attribute_values"] as Readonly<
    Record<string, { value?: { literal: string }; array_value?: readonly { literal: string }[] }>
  >;
  const held = values[field === "companyName" ? "hw_company" : `hw_${field}`];
  return field === "tags"
    ? (held?.array_value ?? [])
        .map(({ literal }) => literal)
        .toSorted()
        .join(" ")
    : (held?.value?.literal ?? "");
}

/** One side shows this value; tags sorted, with blanks between. */
export const shows =
  (side: Side, who: string, field: Field, value: string): Expectation =>
  (stage) => {
    const record = recordOf(stage, side, who);
    const shown = record === undefined ? "nothing, the record is gone" : valueOf(side, record, field);
    return shown === value ? null : `M1 ${field} of ${who} at ${side} is not ${JSON.stringify(value)} but ${JSON.stringify(shown)}`;
  };

/** Both sides show this value. */
export const bothShow =
  (who: string, field: Field, value: string): Expectation =>
  (stage) =>
    shows("highlevel", who, field, value)(stage) ?? shows("incident", who, field, value)(stage);

export const isGone =
  (side: Side, who: string): Expectation =>
  (stage) =>
    recordOf(stage, side, who) === undefined ? null : `D4 ${who} is still at ${side}`;

export const isThere =
  (side: Side, who: string): Expectation =>
  (stage) =>
    recordOf(stage, side, who) === undefined ? `D4 ${who} is no longer at ${side}` : null;

/** How many contacts and entries there are: each person once. */
export const population =
  (contacts: number, entries: number): Expectation =>
  ({ universe }) => {
    const typeId = [...universe.state.bridges.values()][0]?.catalogTypeId ?? undefined;
    const found = [universe.highlevel.control.contacts().length, universe.incident.control.entries(typeId).length] as const;
    return found[0] === contacts && found[1] === entries ? null : `I4 there are ${String(found[0])} contacts and ${String(found[1])} entries`;
  };

function linkOf(stage: Stage, who: string): StoredLink | undefined {
  const ids = [stage.idOf(who, "highlevel"), stage.idOf(who, "incident")].filter((id) => id !== null);
  return [...stage.universe.state.links.values()].find(({ leftId, rightId }) => ids.includes(leftId ?? "") || ids.includes(rightId ?? ""));
}

/** Everybody named is linked, in this state. */
export const linked =
  (state: LinkState, ...people: readonly string[]): Expectation =>
  (stage) => {
    const wrong = people.find((who) => {
      const link = linkOf(stage, who);
      return link?.state !== state || (state === "active" && (link.leftId === null || link.rightId === null));
    });
    return wrong === undefined ? null : `S3 ${wrong}'s link is ${linkOf(stage, wrong)?.state ?? "not there"}, not ${state}`;
  };

/** Fields for which a person is asked; `*` is the whole record. */
export const asks =
  (...fields: readonly string[]): Expectation =>
  ({ universe }) => {
    const open = [...universe.state.conflicts.values()]
      .filter(({ state, closedAt }) => state === "open" && closedAt === null)
      .map(({ field }) => field);
    return open.toSorted().join() === fields.toSorted().join() ? null : `M2 people are asked about [${open.join()}], not about [${fields.join()}]`;
  };

/** Losing values that a rule's decisions left on record, each as often as it lost. */
export const keeps =
  (...values: readonly string[]): Expectation =>
  ({ universe }) => {
    const decided = [...universe.state.conflicts.values()].filter(({ state }) => state === "decided");
    const kept = decided.map(({ left, right, winner }) => String(winner === "highlevel" ? right : left));
    return kept.toSorted().join() === values.toSorted().join() ? null : `M1 the record of losing values is [${kept.join()}], not [${values.join()}]`;
  };

export const braked =
  (wanted: boolean): Expectation =>
  ({ universe }) =>
    [...universe.state.bridges.values()].some(({ brake }) => brake !== null) === wanted
      ? null
      : `D5 the brake is ${wanted ? "not pulled" : "pulled"}`;

/** All of one list, or all of the other. */
export const eitherOf =
  (one: readonly Expectation[], other: readonly Expectation[]): Expectation =>
  (stage) => {
    const failed = [one, other].map((list) => list.flatMap((expect) => expect(stage) ?? []));
    return failed.some((list) => list.length === 0) ? null : failed.map((list) => list.join(", ")).join(" and ");
  };

export const noType =
  (part: string): Expectation =>
  ({ universe }) =>
    universe.incident.control.types().some(({ type_name: name }) => name.includes(part)) ? `S5 a type ${part} was left behind` : null;

/** A connection's state, and why. */
export const connection =
  (vendor: Side, ...states: readonly (null | string)[]): Expectation =>
  ({ universe }) => {
    const found = [...universe.state.connections.values()].find((one) => one.vendor === vendor);
    return states.includes(found?.pausedBecause ?? null) ? null : `X8 ${vendor} is ${found?.state ?? "gone"}: ${found?.pausedBecause ?? ""}`;
  };
