import { useState, type ReactElement, type ReactNode } from "react";
import { text } from "../i18n/text.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./text-field.tsx";

interface Props {
  readonly title: ReactNode;
  /** What will happen, in words. */
  readonly children: ReactNode;
  /** Words of the button that does it. */
  readonly act: string;
  readonly open: boolean;
  readonly busy?: boolean | undefined;
  /** What must be typed first; for what cannot be taken back. */
  readonly typed?: string | undefined;
  /** False while it is not known yet what there is to confirm. Default true. */
  readonly ready?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something large. */
export function Confirm({ title, children, act, open, busy = false, typed, ready = true, onConfirm, onClose }: Props): ReactElement {
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <Question key={String(open)} {...{ act, busy, typed, ready, onConfirm, onClose }}>
        {children}
      </Question>
    </Dialog>
  );
}

function Question({ children, act, busy, typed, ready: isKnown, onConfirm, onClose }: Omit<Props, "title" | "open">): ReactElement {
  const [given, setGiven] = useState("");
  const ready = isKnown === true && (typed === undefined || given.trim() === typed);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onConfirm();
      }}
    >
      {children}
      {typed !== undefined && (
        <TextField
          label={text("dialog.type", { word: typed })}
          value={given}
          autoComplete="off"
          onChange={(event) => setGiven(event.currentTarget.value)}
        />
      )}
      <div className="dialog-foot">
        <Button onClick={onClose}>{text("dialog.cancel")}</Button>
        <Button type="submit" look={typed === undefined ? "main" : "danger"} disabled={!ready} busy={busy === true}>
          {act}
        </Button>
      </div>
    </form>
  );
}
