/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role
   -- a list under a text field that keeps the focus: the combobox pattern, for which the browser has no element that can be filled like this */
import "./palette.css";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import type { ContactSummary } from "#contract/contacts.ts";
import { findContacts } from "../api/contact-calls.ts";
import { text } from "../i18n/text.ts";
import { fixedChoices, foundChoices, type Choice, type PaletteActs } from "./palette-choices.ts";
import { askedFor, idIn } from "./vendor-address.ts";

/** Milliseconds of quiet after typing before the server is asked. */
const TYPING_MS = 120;

interface Props {
  readonly acts: PaletteActs;
  readonly onClose: () => void;
}

/** Goes to a page, does something, answers about a contact, or opens what a pasted vendor address or id stands for. */
export function Palette({ acts, onClose }: Props): ReactElement {
  const window = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = window.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- a press on the backdrop only repeats what Escape does
    <dialog
      ref={window}
      className="dialog palette"
      aria-label={text("palette.title")}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <Finder acts={acts} onClose={onClose} />
    </dialog>
  );
}

function useFound(typed: string): { readonly contacts: readonly ContactSummary[]; readonly unknown: boolean; readonly asking: boolean } {
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const wanted = idIn(askedFor(settled));
  const long = wanted !== null && wanted.length >= 2;
  const query = useQuery({ queryKey: ["find", wanted], queryFn: () => findContacts(wanted ?? ""), enabled: long });
  return { contacts: (long ? query.data : undefined) ?? [], unknown: wanted === null, asking: typed !== settled || query.isFetching };
}

function Finder({ acts, onClose }: Props): ReactElement {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const { contacts, unknown, asking } = useFound(typed);
  const choices = [...fixedChoices(typed, acts), ...foundChoices(contacts, acts)];
  const current = choices[Math.min(at, choices.length - 1)];
  const run = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    onClose();
    choice.run();
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((choices.length + Math.min(at, choices.length - 1) + step) % Math.max(1, choices.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(current);
    }
  };
  return (
    <>
      <div className="palette-field">
        <Search size={18} aria-hidden />
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the window was opened in order to type
          autoFocus
          type="text"
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={current === undefined ? undefined : `${list}-${current.id}`}
          aria-label={text("palette.field")}
          placeholder={text("palette.placeholder")}
          value={typed}
          maxLength={400}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </div>
      <Choices id={list} choices={choices} current={current} onChoose={run} />
      <output className="palette-foot muted">{outcome({ count: choices.length, unknown, asking })}</output>
    </>
  );
}

interface ChoicesProps {
  readonly id: string;
  readonly choices: readonly Choice[];
  readonly current: Choice | undefined;
  readonly onChoose: (choice: Choice) => void;
}

function Choices({ id, choices, current, onChoose }: ChoicesProps): ReactElement {
  return (
    <ul id={id} role="listbox" aria-label={text("palette.title")} className="palette-list">
      {choices.map((choice) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the keys: arrows move, Enter chooses
        <li
          key={choice.id}
          id={`${id}-${choice.id}`}
          role="option"
          aria-selected={choice === current}
          ref={choice === current ? showInList : undefined}
          onClick={() => onChoose(choice)}
        >
          <span className="palette-group">{text(`palette.${choice.group}`)}</span>
          <bdi>{choice.label}</bdi>
          {choice.hint !== undefined && <span className="muted">{choice.hint}</span>}
        </li>
      ))}
    </ul>
  );
}

const showInList = (element: HTMLLIElement | null): void => element?.scrollIntoView({ block: "nearest" });

function outcome({ count, unknown, asking }: { readonly count: number; readonly unknown: boolean; readonly asking: boolean }): string {
  if (unknown) return text("palette.unknown");
  if (count === 0) return text(asking ? "palette.asking" : "palette.none");
  return text("palette.count", { count });
}
