import { BookOpen, CheckCheck, Eye, PenLine, ShieldCheck, Trash2, Zap } from "lucide-react";
import type { ReactElement } from "react";
import type { CatalogItemView } from "#contract/operations.ts";
import { text } from "../../i18n/text.ts";
import { Badge } from "../../ui/badge.tsx";

const effects = { read: [Eye, "info"], write: [PenLine, "warn"], delete: [Trash2, "bad"], none: [Zap, "neutral"] } as const;
const badges = { tested: [CheckCheck, "good"], validated: [ShieldCheck, "info"], documented: [BookOpen, "neutral"] } as const;

/** What an entry does to what is at the vendor. */
export function EffectMark({ effect }: Pick<CatalogItemView, "effect">): ReactElement {
  const name = effect ?? "none";
  const [icon, tone] = effects[name];
  return (
    <Badge tone={tone} icon={icon}>
      {text(`catalog.effect.${name}`)}
    </Badge>
  );
}

/** How far an entry has been proven. */
export function BadgeMark({ badge }: Pick<CatalogItemView, "badge">): ReactElement {
  const [icon, tone] = badges[badge];
  return (
    <Badge tone={tone} icon={icon}>
      {text(`catalog.badge.${badge}`)}
    </Badge>
  );
}
