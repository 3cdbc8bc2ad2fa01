import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { CatalogItem } from "#core/catalog/operation.ts";
import { searchCatalog } from "#core/catalog/search-catalog.ts";
import type { Step, StepKind, WorkflowDefinition } from "#core/workflow/definition.ts";
import { insertStep, type StepPlace } from "#core/workflow/edit/edit-steps.ts";
import { freshId, newStep } from "#core/workflow/edit/new-step.ts";
import { workflowsQuery } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { beginningEvents, useBuilder } from "./builder.ts";
import { PaletteList } from "./palette-list.tsx";
import { KindIcon } from "./step-kind.tsx";

const ownKinds = ["filter", "branch", "for-each", "delay", "wait", "approve", "stop"] as const satisfies readonly StepKind[];
/** Operations that are listed at once. */
const [SHOWN, RECOMMENDED] = [25, 6];

/** One thing that can be added. */
interface Choice {
  readonly key: string;
  readonly kind: StepKind;
  readonly title: string;
  readonly about: string;
  readonly make: (id: string) => Step;
}

/** Asks what to add at a place: a step of ours, or an operation of the catalog found in plain words. */
export function AddStep({ place, onClose }: { readonly place: StepPlace | null; readonly onClose: () => void }): ReactElement {
  return (
    <Dialog title={text("wf.add.title")} open={place !== null} onClose={onClose}>
      {place !== null && <Palette place={place} onClose={onClose} />}
    </Dialog>
  );
}

function Palette({ place, onClose }: { readonly place: StepPlace; readonly onClose: () => void }): ReactElement {
  const { definition, edit, choose } = useBuilder();
  const [words, setWords] = useState("");
  const take = ({ title, make }: Choice): void => {
    const id = freshId(definition.steps, title);
    edit({ ...definition, steps: insertStep(definition.steps, place, make(id)) });
    choose(id);
    onClose();
  };
  const choices = useChoices(words).map((choice) => ({
    key: choice.key,
    title: choice.title,
    about: choice.about,
    icon: <KindIcon kind={choice.kind} />,
    take: () => take(choice),
  }));
  return <PaletteList label={text("wf.add.search")} hint={text("wf.add.hint")} {...{ words, choices }} onWords={setWords} />;
}

/** What fits the words, best first; without words what is likely next, and our own steps. */
function useChoices(words: string): readonly Choice[] {
  const { id, definition, items, addresses } = useBuilder();
  const others = useQuery(workflowsQuery);
  const actions = items.filter(({ kind }) => kind === "action");
  const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
  const fits = ({ title, about }: Choice): boolean => wanted.every((word) => `${title} ${about}`.toLowerCase().includes(word));
  const own = ownKinds.map((kind): Choice => ({
    key: kind,
    kind,
    title: text(`wf.step.${kind}`),
    about: text(`wf.step.${kind}.about`),
    make: (step) => newStep(kind, step, kind === "wait" ? { event: likelyEvent(definition) } : {}),
  }));
  const runs = (others.data ?? [])
    .filter((other) => other.id !== id)
    .map((other): Choice => ({
      key: other.id,
      kind: "run-workflow",
      title: text("wf.step.run-workflow.named", { name: other.name }),
      about: text("wf.step.run-workflow.about"),
      make: (step) => newStep("run-workflow", step, { workflow: other.id }),
    }));
  const ours = [...own, ...runs].filter(fits);
  const found = wanted.length === 0 ? likelyNext(definition, actions) : searchCatalog(actions, { words }).slice(0, SHOWN);
  const operations = found.map((item) => operationChoice(item, addresses[0]?.name));
  return wanted.length === 0 ? [...ours, ...operations] : [...operations.slice(0, ours.length === 0 ? SHOWN : 3), ...ours, ...operations.slice(3)];
}

/** `address`: where a webhook of our own goes at first. */
const operationChoice = (item: CatalogItem, address: string | undefined): Choice => ({
  key: item.id,
  kind: "action",
  title: item.title,
  about: `${text(`catalog.vendor.${item.vendor}`)} · ${item.object}`,
  make: (id) => newStep("action", id, { operation: item.id, connection: (item.vendor === "highwire" ? address : undefined) ?? item.vendor }),
});

/** Well-kept operations about what the workflow begins with. */
function likelyNext({ trigger }: WorkflowDefinition, actions: readonly CatalogItem[]): readonly CatalogItem[] {
  if (trigger.kind !== "event") return [];
  const [type = ""] = trigger.types;
  const about = type.toLowerCase();
  const isAbout = ({ object }: CatalogItem): boolean =>
    about.includes(
      object
        .toLowerCase()
        .replaceAll(/[^a-z]/gu, "")
        .replace(/s$/u, ""),
    );
  return actions.filter((item) => item.curated && isAbout(item)).slice(0, RECOMMENDED);
}

/** A wait begins with the event that the workflow begins with; people choose another. */
function likelyEvent(definition: WorkflowDefinition): Extract<Step, { kind: "wait" }>["event"] {
  return beginningEvents(definition) ?? { source: "incident", types: ["public_incident.incident_updated_v2"] };
}
