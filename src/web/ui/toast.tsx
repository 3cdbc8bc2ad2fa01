import "./toast.css";
import { X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore, type ReactElement } from "react";
import { text } from "../i18n/text.ts";
import { Button } from "./button.tsx";

/** Milliseconds for which something can be taken back. */
const UNDO_MS = 10_000;

interface Toast {
  readonly id: number;
  readonly message: string;
  readonly undo?: () => void;
}

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says that something was done and, for ten seconds, offers to take it back. Never the only place where a failure is told. */
export function sayDone(message: string, undo?: () => void): void {
  lastId += 1;
  change([...toasts.slice(-2), { id: lastId, message, ...(undo !== undefined && { undo }) }]);
}

const drop = (id: number): void => change(toasts.filter((toast) => toast.id !== id));

/** Where they appear; stands once in the frame. */
export function Toasts(): ReactElement {
  const shown = useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => toasts,
  );
  return (
    <output className="toasts">
      {shown.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </output>
  );
}

/** Its time stands still while somebody points at it or is inside with the keyboard. */
function OneToast({ toast }: { readonly toast: Toast }): ReactElement {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => drop(toast.id), UNDO_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  const { undo } = toast;
  return (
    <div
      className="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{toast.message}</span>
      {undo !== undefined && (
        <Button
          small
          onClick={() => {
            drop(toast.id);
            undo();
          }}
        >
          {text("toast.undo")}
        </Button>
      )}
      <button type="button" className="icon-button" aria-label={text("dialog.close")} onClick={() => drop(toast.id)}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
