import type { ReactElement } from "react";
import type { MappingPlace, MappingRow, MappingView } from "#contract/mapping.ts";
import { compatibilityOf } from "#core/mapping/compatibility.ts";
import { mayWritePlace, type Place } from "#core/mapping/places.ts";
import { text } from "../../i18n/text.ts";
import { Select } from "../../ui/select.tsx";
import type { DraftRow } from "./draft-history.ts";

interface PlaceProps {
  readonly side: "left" | "right";
  readonly row: DraftRow;
  readonly rows: readonly DraftRow[];
  readonly mapping: MappingView;
  readonly locked: boolean;
  /** What it holds, below the list. */
  readonly hint: string;
  readonly onChoose: (place: MappingPlace) => void;
}

/** One side's places. What cannot be chosen stays in the list with the reason, so that nobody looks for it. */
export function PlaceSelect({ side, row, rows, mapping, locked, hint, onChoose }: PlaceProps): ReactElement {
  const places = mapping.places[side];
  const chosen = row[side];
  const isGone = chosen !== "" && places.every(({ place }) => place !== chosen);
  const options = places.map((place) => {
    const why = place.place === chosen ? null : whyNot(place, { side, row, rows, mapping });
    return { value: place.place, disabled: why !== null, label: why === null ? place.label : text("mapping.option.no", { label: place.label, why }) };
  });
  return (
    <Select
      label={text(`mapping.${side}`)}
      description={hint}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={chosen}
      disabled={locked}
      data={[
        ...(chosen === "" ? [{ value: "", label: text("mapping.choose") }] : []),
        ...(isGone ? [{ value: chosen, label: text("mapping.gone", { place: row.label }) }] : []),
        ...options,
      ]}
      onChange={(event) => {
        const found = places.find(({ place }) => place === event.currentTarget.value);
        if (found !== undefined) onChoose(found);
      }}
    />
  );
}

/** Choosing one side narrows the other. */
function whyNot(place: MappingPlace, { side, row, rows, mapping }: Pick<PlaceProps, "side" | "row" | "rows" | "mapping">): string | null {
  if (rows.some((other) => other.key !== row.key && other[side] === place.place)) return text("mapping.taken");
  const other = mapping.places[side === "left" ? "right" : "left"].find((one) => one.place === row[side === "left" ? "right" : "left"]);
  if (place.type === "other") return text("mapping.note.not-supported");
  if (other === undefined) return null;
  const fit = side === "left" ? compatibilityOf(place, other) : compatibilityOf(other, place);
  return fit.light === "never" ? text(`mapping.note.${fit.note}`) : null;
}

interface DirectionProps {
  readonly when: "creates" | "direction";
  readonly row: DraftRow;
  readonly left: MappingPlace | undefined;
  readonly locked: boolean;
  readonly onChange: (direction: MappingRow["direction"]) => void;
}

const directions = ["both", "to-incident", "to-highlevel", "off"] as const;

/** Which way a field flows. What HighLevel does not take, or what is a record of consent, cannot be chosen (P3). */
export function DirectionSelect({ when, row, left, locked, onChange }: DirectionProps): ReactElement {
  const mayWrite = left === undefined || mayWritePlace(left as Pick<Place, "writable">, when === "creates" ? "create" : "update");
  return (
    <Select
      label={text(`mapping.${when}`)}
      value={row[when]}
      data={directions.map((direction) => ({
        value: direction,
        label: text(`mapping.${direction}`),
        disabled:
          row[when] !== direction && ((locked && direction === "off") || (!mayWrite && (direction === "both" || direction === "to-highlevel"))),
      }))}
      onChange={(event) => onChange(directions.find((direction) => direction === event.currentTarget.value) ?? row[when])}
    />
  );
}
