import { Bell, Clock, Filter, GitFork, Hand, Layers, OctagonX, Play, Repeat, Zap, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { StepKind } from "#core/workflow/definition.ts";

const icons: Readonly<Record<StepKind | "trigger", LucideIcon>> = {
  trigger: Zap,
  filter: Filter,
  action: Play,
  branch: GitFork,
  "for-each": Repeat,
  delay: Clock,
  wait: Bell,
  approve: Hand,
  "run-workflow": Layers,
  stop: OctagonX,
};

/** What kind a step is of, as a picture beside its words. */
export function KindIcon({ kind }: { readonly kind: StepKind | "trigger" }): ReactElement {
  const Icon = icons[kind];
  return <Icon size={16} aria-hidden />;
}
