import type { ContactSummary } from "#contract/contacts.ts";
import type { WebPath } from "#contract/pages.ts";
import type { Permission } from "#core/policy/permission.ts";
import { text } from "../i18n/text.ts";
import { navigationItems } from "./navigation.tsx";

/** One thing that the search offers. */
export interface Choice {
  readonly id: string;
  readonly group: "go" | "do" | "found";
  readonly label: string;
  readonly hint?: string;
  readonly run: () => void;
}

/** What choices do to the frame. */
export interface PaletteActs {
  readonly go: (to: WebPath) => void;
  readonly openContact: (id: string) => void;
  readonly theme: (scheme: "light" | "dark" | "auto") => void;
  readonly showKeys: () => void;
  readonly pauseAll: () => void;
  readonly may: (permission: Permission) => boolean;
}

/** Pages and acts whose words fit what was typed. */
export function fixedChoices(typed: string, acts: PaletteActs): readonly Choice[] {
  const pages = navigationItems
    .filter(({ needs }) => acts.may(needs))
    .map(({ to, label }): Choice => ({ id: `go:${to}`, group: "go", label: text(label), run: () => acts.go(to) }));
  const doing: Choice[] = [
    ...(["light", "dark", "auto"] as const).map((scheme): Choice => ({
      id: `theme:${scheme}`,
      group: "do",
      label: text("palette.theme", { theme: text(`theme.${scheme}`) }),
      run: () => acts.theme(scheme),
    })),
    { id: "keys", group: "do", label: text("palette.keys"), run: acts.showKeys },
    ...(acts.may("administer") ? [{ id: "pause", group: "do", label: text("pause.all"), run: acts.pauseAll } as const] : []),
  ];
  const wanted = typed.trim().toLowerCase();
  const fits = ({ label }: Choice): boolean => wanted.split(/\s+/u).every((word) => label.toLowerCase().includes(word));
  return [...pages, ...doing].filter(fits);
}

/** Contacts that the server found. */
export const foundChoices = (contacts: readonly ContactSummary[], acts: PaletteActs): readonly Choice[] =>
  contacts.map((contact) => ({
    id: `contact:${contact.id}`,
    group: "found",
    label: contact.name ?? contact.email ?? contact.id,
    hint: text(`status.${contact.status}`),
    run: () => acts.openContact(contact.id),
  }));
