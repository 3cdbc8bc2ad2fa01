import { Equal, Hand, Lock, Pencil, Plus, SkipForward, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { PlanSymbol } from "#core/sync/sync-plan.ts";

const icons: Readonly<Record<PlanSymbol, LucideIcon>> = { "+": Plus, "~": Pencil, "=": Equal, "⊘": SkipForward, "⚠": Hand, "-": Lock };
/** A group's sign, beside its word. */
export function GroupIcon({ symbol }: { readonly symbol: PlanSymbol }): ReactElement {
  const Icon = icons[symbol];
  return <Icon size={16} aria-hidden />;
}
