import type { ReactElement } from "react";
import type { Permission } from "#core/policy/permission.ts";
import { useMay } from "../api/use-me.ts";
import { text } from "../i18n/text.ts";
import { CopyButton } from "./copy-button.tsx";

/** Who may give a permission away, in words. */
export const granterOf = (needs: Permission): string =>
  text(needs === "own" || needs === "administer" ? "state.forbidden.owner" : "state.forbidden.admin");

/** A request to be sent to an owner, with the address of exactly this page: for a step that a person may look at and not take. */
export const AskOwner = ({ needs }: { readonly needs: Permission }): ReactElement => (
  <CopyButton
    label={text("owner.act")}
    done={text("owner.done")}
    value={text("owner.message", { address: location.href, permission: text(`permission.${needs}`) })}
  />
);

/** In place of buttons that a person may not press: why there are none, and how to ask. Nothing for whoever may. */
export function UnlessMay({ needs }: { readonly needs: Permission }): ReactElement | null {
  if (useMay(needs)) return null;
  return (
    <div className="ask-owner">
      <p className="muted">{text("owner.why", { permission: text(`permission.${needs}`), who: granterOf(needs) })}</p>
      <AskOwner needs={needs} />
    </div>
  );
}
