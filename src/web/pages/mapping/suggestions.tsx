import { Plus } from "lucide-react";
import type { ReactElement } from "react";
import type { MappingPlace, MappingView } from "#contract/mapping.ts";
import type { Place } from "#core/mapping/places.ts";
import { suggestPairs, type Suggestion } from "#core/mapping/suggest.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import type { DraftRow } from "./draft-history.ts";
import { choosing, newRow } from "./new-row.ts";

interface Props {
  readonly mapping: MappingView;
  readonly rows: readonly DraftRow[];
  readonly onTake: (row: DraftRow) => void;
}

/** Pairs that seem to belong together, each with how sure that is, and why. Nothing is taken by itself. */
export function Suggestions({ mapping, rows, onTake }: Props): ReactElement | null {
  const { left, right } = mapping.places;
  const found = suggestPairs(
    { left: left as readonly Place[], right: right as readonly Place[] },
    { left: rows.map((row) => row.left), right: rows.map((row) => row.right) },
  );
  if (found.length === 0) return null;
  const labelOf = (places: readonly MappingPlace[], place: string): string => places.find((one) => one.place === place)?.label ?? place;
  const take = (pair: Suggestion): void => {
    const row = newRow(rows, { right: pair.right });
    const place = left.find((one) => one.place === pair.left);
    onTake(place === undefined ? row : { ...row, ...choosing(row, place) });
  };
  return (
    <section className="mapping-suggestions" aria-labelledby="suggested">
      <h2 id="suggested">{text("mapping.suggest")}</h2>
      <p className="muted">{text("mapping.suggest.about")}</p>
      <ul>
        {found.map((pair) => {
          const names = { left: labelOf(left, pair.left), right: labelOf(right, pair.right) };
          return (
            <li key={pair.left}>
              <span>
                <bdi>{text("mapping.suggest.pair", names)}</bdi>{" "}
                <span className="muted">
                  {text(`mapping.suggest.${pair.confidence}`)}: {text(`mapping.suggest.${pair.reason}`)}
                </span>
              </span>
              <Button small icon={<Plus size={14} aria-hidden />} aria-label={text("mapping.suggest.take.of", names)} onClick={() => take(pair)}>
                {text("mapping.suggest.take")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
