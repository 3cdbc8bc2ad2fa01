import "./term.css";
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement, type ReactNode } from "react";
import { terms } from "../i18n/terms.ts";

export type TermWord = keyof typeof terms;

/** Pixels that the explanation keeps from the edge of the window. */
const EDGE = 8;

/**
 * A word of the glossary: what it means shows while a pointer is over it or it has the focus, and at a press. Escape hides it. Screen readers are given
 * it as the word's description.
 */
export function Term({ word, children }: { readonly word: TermWord; readonly children: ReactNode }): ReactElement {
  const id = useId();
  const tip = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  useLayoutEffect(() => {
    const shown = tip.current;
    if (!isOpen || shown === null) return;
    shown.style.setProperty("--shift", "0px");
    const { left, right } = shown.getBoundingClientRect();
    const over = Math.max(0, right + EDGE - document.documentElement.clientWidth);
    shown.style.setProperty("--shift", `${String(Math.max(EDGE - left, -over))}px`);
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !isOpen) return;
    event.stopPropagation();
    setOpen(false);
  };
  return (
    <span className="term" onMouseEnter={() => setOpen(true)} onMouseLeave={() => setOpen(false)}>
      <button
        type="button"
        aria-describedby={id}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
      >
        {children}
      </button>
      <span ref={tip} role="tooltip" id={id} className="term-tip" hidden={!isOpen}>
        {terms[word]}
      </span>
    </span>
  );
}

interface GlossedProps {
  readonly words: readonly TermWord[];
  readonly children: string;
}

/** A sentence in which the first of each of these words tells what it means; words that do not stand in it are passed over. */
export function Glossed({ words, children }: GlossedProps): ReactNode {
  return words.reduce<readonly ReactNode[]>((parts, word) => glossFirst(parts, word), [children]);
}

function glossFirst(parts: readonly ReactNode[], word: TermWord): readonly ReactNode[] {
  const sought = new RegExp(`\\b${word}(?:s|es)?\\b`, "iu");
  const at = parts.findIndex((part) => typeof part === "string" && sought.test(part));
  const part = parts[at];
  const found = typeof part === "string" ? sought.exec(part) : null;
  if (typeof part !== "string" || found === null) return parts;
  const [shown] = found;
  return [
    ...parts.slice(0, at),
    part.slice(0, found.index),
    <Term key={word} word={word}>
      {shown}
    </Term>,
    part.slice(found.index + shown.length),
    ...parts.slice(at + 1),
  ];
}
