import type { FormEvent, KeyboardEvent, ReactElement, ReactNode } from "react";
import { text } from "../../i18n/text.ts";
import { moveRowFocus } from "../../ui/row-focus.ts";
import { TextField } from "../../ui/text-field.tsx";

interface PaletteChoice {
  readonly key: string;
  readonly title: string;
  readonly about: string;
  readonly icon?: ReactNode;
  readonly take: () => void;
}

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly words: string;
  readonly choices: readonly PaletteChoice[];
  readonly onWords: (words: string) => void;
}

/** Things to choose from, found in plain words: Enter takes the first, arrow keys go to the others. */
export function PaletteList({ label, hint, words, choices, onWords }: Props): ReactElement {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    choices[0]?.take();
  };
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") moveRowFocus(event, ".wf-value");
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys go from choice to choice; each is a button of its own
    <form className="wf-picker" onSubmit={submit} onKeyDown={move}>
      <TextField
        label={label}
        description={hint}
        value={words}
        data-first
        autoComplete="off"
        onChange={(event) => onWords(event.currentTarget.value)}
      />
      <output className="muted">{text("wf.found", { count: choices.length })}</output>
      <ul>
        {choices.map((choice) => (
          <li key={choice.key}>
            <button type="button" className="wf-value" onClick={choice.take}>
              {choice.icon} <bdi>{choice.title}</bdi> <span className="muted">{choice.about}</span>
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
