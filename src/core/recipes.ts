import type { Bridge, BridgeMode, Entity } from "./bridge.ts";

/** The flows that people switch on, in the order in which they are offered. */
export const recipeIds = ["contacts", "tasks", "notes", "incidents", "linked-tasks", "boards"] as const;
export type RecipeId = (typeof recipeIds)[number];

/** Bridges that together do one thing that people ask for. */
export interface Recipe {
  readonly id: RecipeId;
  /** Kinds of record that the flow keeps in step; its mode is theirs. */
  readonly own: readonly Entity[];
  /** Kinds that go with it for those who want them, and then move with it. */
  readonly also: readonly Entity[];
  /** Kinds that must run too: records of affected contacts begin with contacts. They are started, and never stopped, with the flow. */
  readonly needs: readonly Entity[];
  /** The flow is a rule of its bridges, which another flow shares: work that people begin at incident.io becomes tasks. */
  readonly takesNew?: true;
}

export const recipes: Readonly<Record<RecipeId, Recipe>> = {
  contacts: { id: "contacts", own: ["contact"], also: ["business"], needs: [] },
  tasks: { id: "tasks", own: ["task", "follow-up"], also: ["action"], needs: ["contact"] },
  notes: { id: "notes", own: ["appointment", "timeline"], also: ["timeline-note", "alert-note"], needs: ["contact"] },
  incidents: { id: "incidents", own: ["case-tags", "case-task", "case-note"], also: ["new-contact"], needs: ["contact"] },
  "linked-tasks": { id: "linked-tasks", own: ["follow-up"], also: [], needs: ["contact"], takesNew: true },
  boards: { id: "boards", own: ["board", "contact-facts"], also: [], needs: ["contact"] },
};

/** `off`: not switched on yet. `mixed`: its bridges are in several modes. */
export type FlowMode = BridgeMode | "off" | "mixed";

/** What a flow does, by the bridges that are there. */
export function flowMode({ own, takesNew }: Recipe, bridges: readonly Bridge[]): FlowMode {
  const parts = bridges.filter(({ entity }) => own.includes(entity));
  if (takesNew === true && !parts.some(({ cases }) => cases?.takesNew === true)) return "off";
  const [first, ...others] = new Set(parts.map(({ mode }) => mode));
  if (first === undefined || own.some((entity) => parts.every((part) => part.entity !== entity))) return parts.length === 0 ? "off" : "mixed";
  return others.length === 0 ? first : "mixed";
}

const careful: readonly BridgeMode[] = ["draft", "paused", "shadow", "canary", "live"];

/** True when a bridge in this mode does less than one in that. */
export const doesLess = (mode: BridgeMode, than: BridgeMode): boolean => careful.indexOf(mode) < careful.indexOf(than);
