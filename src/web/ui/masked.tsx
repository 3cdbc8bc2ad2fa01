import { useMutation } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useMay } from "../api/use-me.ts";
import { text } from "../i18n/text.ts";

interface Props {
  /** What the server shows to everybody, such as `a•••@example.com`. */
  readonly masked: string;
  /** What it is, for the button's words: "e-mail". */
  readonly what: string;
  /** Fetches the value; the server notes who asked. */
  readonly reveal: () => Promise<string>;
}

/** A personal value, hidden until somebody who may asks for it. */
export function Masked({ masked, what, reveal }: Props): ReactElement {
  const may = useMay("reveal");
  const [shown, setShown] = useState(false);
  const fetched = useMutation({ mutationFn: reveal, onSuccess: () => setShown(true) });
  const visible = shown && fetched.data !== undefined;
  const toggle = (): void => (visible ? setShown(false) : fetched.mutate());
  return (
    <span className="masked">
      <bdi>{visible ? fetched.data : masked}</bdi>
      {may && (
        <button type="button" className="icon-button" aria-label={text(visible ? "masked.hide" : "masked.reveal", { what })} onClick={toggle}>
          {visible ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
        </button>
      )}
      {fetched.isError && <span role="alert">{fetched.error.message}</span>}
    </span>
  );
}
