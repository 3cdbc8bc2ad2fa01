import { Copy } from "lucide-react";
import { useState, type ReactElement } from "react";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";

/** Puts a text into the clipboard and says so. */
export function CopyButton({ value, label }: { readonly value: string; readonly label: string }): ReactElement {
  const [copied, setCopied] = useState(false);
  return (
    <span className="row-of">
      <Button
        small
        icon={<Copy size={14} aria-hidden />}
        onClick={() =>
          void navigator.clipboard.writeText(value).then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }
      >
        {label}
      </Button>
      <output className="muted">{copied ? text("setup.copied") : ""}</output>
    </span>
  );
}
