import { useState, type ReactElement } from "react";
import { searchCatalog } from "#core/catalog/search-catalog.ts";
import type { TriggerSource } from "#core/workflow/definition.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useBuilder } from "./builder.ts";
import { PaletteList } from "./palette-list.tsx";
import { eventWords } from "./step-words.ts";

interface ChosenEvents {
  readonly source: TriggerSource;
  readonly types: readonly string[];
}

interface Props {
  readonly legend: string;
  readonly value: ChosenEvents;
  readonly onChange: (value: ChosenEvents) => void;
}

/** Which events are meant, of one vendor or of what happens here. */
export function EventField({ legend, value, onChange }: Props): ReactElement {
  const { items } = useBuilder();
  const [open, setOpen] = useState(false);
  const { source, types } = value;
  const take = (next: ChosenEvents): void => {
    const isSame = next.source === source;
    onChange(isSame ? { source, types: [...new Set([...types, ...next.types])] } : next);
    setOpen(false);
  };
  return (
    <fieldset className="wf-events">
      <legend>{legend}</legend>
      <ul>
        {types.map((type) => (
          <li key={type}>
            <bdi>{eventWords(items, source, type)}</bdi> <span className="muted">{text(`catalog.vendor.${source}`)}</span>
            {types.length > 1 && (
              <Button
                small
                look="quiet"
                aria-label={text("wf.event.remove.of", { name: eventWords(items, source, type) })}
                onClick={() => onChange({ source, types: types.filter((one) => one !== type) })}
              >
                {text("wf.event.remove")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Button small onClick={() => setOpen(true)}>
        {text("wf.event.add")}
      </Button>
      <ChooseEvent open={open} onTake={take} onClose={() => setOpen(false)} />
    </fieldset>
  );
}

interface ChooseProps {
  readonly open: boolean;
  readonly onTake: (value: ChosenEvents) => void;
  readonly onClose: () => void;
}

/** Every event of both vendors, and what happens here, found in plain words. */
export function ChooseEvent({ open, onTake, onClose }: ChooseProps): ReactElement {
  return (
    <Dialog title={text("wf.event.title")} open={open} onClose={onClose}>
      <Events onTake={onTake} />
    </Dialog>
  );
}

/** Events that are listed at once. */
const SHOWN = 25;

function Events({ onTake }: Pick<ChooseProps, "onTake">): ReactElement {
  const { items } = useBuilder();
  const [words, setWords] = useState("");
  const events = items.filter(({ kind, vendor, id }) => kind === "trigger" && id.startsWith(`${vendor}.event.`));
  const take = (id: string): void => {
    const [source, , ...type] = id.split(".");
    if (source === "highlevel" || source === "incident" || source === "highwire") onTake({ source, types: [type.join(".")] });
  };
  const choices = searchCatalog(events, { words })
    .slice(0, SHOWN)
    .map(({ id, title, vendor }) => ({ key: id, title, about: text(`catalog.vendor.${vendor}`), take: () => take(id) }));
  return <PaletteList label={text("wf.event.search")} hint={text("wf.add.hint")} {...{ words, choices }} onWords={setWords} />;
}
