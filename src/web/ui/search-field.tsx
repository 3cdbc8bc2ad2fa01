import { useEffect, useEffectEvent, useRef, useState, type ReactElement } from "react";
import { useSingleKey } from "./single-keys.ts";
import { TextField } from "./text-field.tsx";
import { TYPED_MS } from "./use-rested.ts";

interface Props {
  readonly label: string;
  /** What is searched for now; empty for nothing. */
  readonly value: string;
  readonly onSearch: (words: string) => void;
}

/** The page's search, which runs when people stop typing. `/` goes there, unless somebody is typing elsewhere. */
export function SearchField({ label, value, onSearch }: Props): ReactElement {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const [asked, setAsked] = useState(value);
  const search = useEffectEvent(onSearch);
  // Somebody else, such as "clear filters", has changed what is searched for.
  if (value !== seen) {
    setSeen(value);
    if (value !== asked) {
      setTyped(value);
      setAsked(value);
    }
  }
  useEffect(() => {
    const words = typed.trim();
    if (words === asked) return undefined;
    const timer = setTimeout(() => {
      setAsked(words);
      search(words);
    }, TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed, asked]);
  useSingleKey(({ key }) => {
    if (key === "/") field.current?.focus();
    return key === "/";
  });
  return (
    <TextField
      className="grow"
      type="search"
      ref={field}
      label={label}
      value={typed}
      maxLength={200}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
