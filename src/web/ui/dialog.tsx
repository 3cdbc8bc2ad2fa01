import "./dialog.css";
import { X } from "lucide-react";
import { useEffect, useId, useRef, type ReactElement, type ReactNode } from "react";
import { text } from "../i18n/text.ts";

interface Props {
  readonly title: ReactNode;
  readonly open: boolean;
  /** Asked by Escape, by the cross, and by a press beside it. */
  readonly onClose: () => void;
  /** `dialog`: in the middle, for a question. `drawer`: at the end edge, for detail. `navigation`: at the start edge. */
  readonly kind?: "dialog" | "drawer" | "navigation";
  readonly children: ReactNode;
}

/**
 * A window above the page, made of the browser's own: it holds the focus, gives it back, and keeps the page below out of reach. What
 * bears `data-first` has the focus at first, else the cross. A drop-down of
 * the component library inside it must not use a portal, which would land below.
 */
export function Dialog({ title, open, onClose, kind = "dialog", children }: Props): ReactElement | null {
  const window = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = window.current;
    if (dialog === null || !open) return undefined;
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => dialog.close();
  }, [open]);
  if (!open) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- a press on the backdrop only repeats what Escape and the cross do
    <dialog
      ref={window}
      className="dialog"
      data-kind={kind}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="icon-button" aria-label={text("dialog.close")} onClick={onClose}>
          <X size={18} aria-hidden />
        </button>
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
