import "./palette.css";
import type { ReactElement } from "react";
import type { MessageKey } from "../i18n/areas.ts";
import { text } from "../i18n/text.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useSingleKeys } from "../ui/single-keys.ts";
import { navigationItems } from "./navigation.tsx";
import { MOD } from "./shortcuts.ts";

const rows: readonly (readonly [readonly string[], MessageKey])[] = [
  [[MOD, "K"], "keys.search"],
  [["?"], "keys.sheet"],
  ...navigationItems.map(({ key, label }) => [["g", key], label] as const),
  [["/"], "keys.filter"],
  [["j"], "keys.next"],
  [["k"], "keys.previous"],
  [["Enter"], "keys.open"],
  [["1", "2", "3"], "keys.settle"],
  [["z"], "keys.undo"],
  [["Esc"], "keys.close"],
];

/** Every key that does something, and the switch that turns the single ones off. */
export function KeysSheet({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [single, setSingle] = useSingleKeys();
  return (
    <Dialog title={text("keys.title")} open onClose={onClose}>
      <dl className="keys">
        {rows.map(([keys, label]) => (
          <div key={label}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text(label)}</dd>
          </div>
        ))}
      </dl>
      <label className="tick">
        <input type="checkbox" checked={single} onChange={(event) => setSingle(event.currentTarget.checked)} />
        {text("keys.single")}
      </label>
    </Dialog>
  );
}
