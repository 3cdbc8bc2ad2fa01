import { Copy } from "lucide-react";
import { useState, type ReactElement } from "react";
import { text } from "../i18n/text.ts";
import { Button } from "./button.tsx";

interface Props {
  readonly label: string;
  readonly value: string;
  /** What is said once it is copied. */
  readonly done?: string;
  /** True where the value stands beside the button already. */
  readonly isShown?: boolean;
}

/** Puts a text into the clipboard and says so. Browsers have none for pages over plain http: then the text is shown, to be copied by hand. */
export function CopyButton({ label, value, done = text("copy.done"), isShown = false }: Props): ReactElement {
  const [outcome, setOutcome] = useState<"copied" | "refused" | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome("copied");
    } catch {
      setOutcome("refused");
    }
  };
  return (
    <span className="row-of">
      <Button small icon={<Copy size={14} aria-hidden />} onClick={() => void copy()}>
        {label}
      </Button>
      <output className="muted">{outcome === null ? "" : outcome === "copied" ? done : text("copy.refused")}</output>
      {outcome === "refused" && !isShown && <code>{value}</code>}
    </span>
  );
}
