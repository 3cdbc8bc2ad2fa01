import "@xyflow/react/dist/base.css";
import "./canvas.css";
import {
  BaseEdge,
  Controls,
  getSmoothStepPath,
  Handle,
  Position,
  ReactFlow,
  type AriaLabelConfig,
  type Edge,
  type EdgeProps,
  type Node,
  type NodeProps,
} from "@xyflow/react";
import { memo, useMemo, useRef, useState, type ReactElement } from "react";
import type { Step, StepKind } from "#core/workflow/definition.ts";
import { placeOf, stepOf, type StepPlace } from "#core/workflow/edit/edit-steps.ts";
import { graphOf } from "#core/workflow/edit/graph-of.ts";
import { numbersOf } from "#core/workflow/edit/number-steps.ts";
import { text } from "../../i18n/text.ts";
import { AddStep } from "./add-step.tsx";
import { useBuilder, type Builder } from "./builder.ts";
import { KindIcon } from "./step-kind.tsx";
import { moveOf, removedStep, StepTools } from "./step-tools.tsx";
import { stepWords, triggerSentence, wayWords } from "./step-words.ts";

/** A box and the room around it, in pixels. */
const [WIDTH, HEIGHT, BESIDE, BELOW] = [210, 64, 40, 56] as const;
/** The trigger's id among the boxes; no step can have it. */
const TRIGGER = "(trigger)";

interface Box extends Record<string, unknown> {
  readonly kind: StepKind | "trigger";
  readonly number: string;
  readonly words: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}
type BoxNode = Node<Box, "box">;
/** `lift`: how many labels stand below its own, above the same box. */
type WayEdge = Edge<{ readonly lift: number }, "way">;
/** Pixels from a label's middle to the box that it leads to, from one label to the next, and around the picture. */
const [LABEL_UP, LABEL_ROW, AROUND] = [11, 18, 32] as const;

/** The same steps as a picture: to look at, to choose from, and to rearrange by the same buttons. */
export function Canvas(): ReactElement {
  const builder = useBuilder();
  const { definition, chosen, mayBuild } = builder;
  const [adding, setAdding] = useState<StepPlace | null>(null);
  const { nodes, edges } = useMemo(() => picture(builder), [builder]);
  const [width, height] = [
    Math.max(...nodes.map(({ position }) => position.x + WIDTH)),
    Math.max(...nodes.map(({ position }) => position.y + HEIGHT)),
  ];
  const drawn = useRef<HTMLDivElement>(null);
  const remove = (one: Step): void => {
    // With the last step its buttons go; whoever works by keys goes on from the trigger.
    if (removedStep(builder, one) === null) drawn.current?.querySelector<HTMLElement>("[data-trigger]")?.focus();
  };
  const step = chosen === null ? null : stepOf(definition.steps, chosen);
  const place = chosen === null ? null : placeOf(definition.steps, chosen);
  return (
    <>
      {mayBuild && step !== null && place !== null && (
        <StepTools step={step} place={place} onMove={(one, direction) => moveOf(builder, one.id, direction)} onRemove={remove} onAdd={setAdding} />
      )}
      {/* As tall as the picture is in the width that there is, so that its words can be read. */}
      <div
        ref={drawn}
        className="wf-canvas"
        style={{ aspectRatio: `${String(width + 2 * AROUND)} / ${String(height + 2 * AROUND)}`, maxHeight: height + 2 * AROUND }}
      >
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          fitView
          fitViewOptions={{ maxZoom: 1, padding: "16px" }}
          minZoom={0.2}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          zoomOnScroll={false}
          preventScrolling={false}
          aria-label={text("wf.canvas")}
          ariaLabelConfig={labels()}
          proOptions={{ hideAttribution: true }}
        >
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
      <AddStep place={adding} onClose={() => setAdding(null)} />
    </>
  );
}

const labels = (): Partial<AriaLabelConfig> => ({
  "controls.ariaLabel": text("wf.canvas.controls"),
  "controls.zoomIn.ariaLabel": text("wf.canvas.in"),
  "controls.zoomOut.ariaLabel": text("wf.canvas.out"),
  "controls.fitView.ariaLabel": text("wf.canvas.fit"),
});

function picture({ definition, items, chosen, choose }: Builder): { readonly nodes: BoxNode[]; readonly edges: WayEdge[] } {
  const graph = graphOf(definition);
  const numbers = numbersOf(definition.steps);
  const spoken = { steps: definition.steps, items };
  const nodes = graph.nodes.map(({ id, step, column, row }): BoxNode => ({
    id: id ?? TRIGGER,
    type: "box",
    position: { x: column * (WIDTH + BESIDE), y: row * (HEIGHT + BELOW) },
    width: WIDTH,
    height: HEIGHT,
    data: {
      kind: step?.kind ?? "trigger",
      number: id === null ? text("wf.when") : (numbers.get(id) ?? ""),
      words: step === null ? triggerSentence(definition.trigger, items) : stepWords(step, spoken),
      chosen: chosen === id,
      onChoose: () => choose(id),
    },
  }));
  const labels = new Map<string | null, number>();
  const edges = graph.edges.map(({ from, to, way }): WayEdge => {
    const step = way === null || from === null ? null : stepOf(definition.steps, from);
    const lift = labels.get(to) ?? 0;
    if (step !== null) labels.set(to, lift + 1);
    return {
      id: `${from ?? TRIGGER} ${to ?? ""} ${String(way)}`,
      source: from ?? TRIGGER,
      target: to ?? "",
      type: "way",
      data: { lift },
      ...(step !== null && way !== null && { label: shortened(wayWords(step, way, spoken)) }),
    };
  });
  return { nodes, edges };
}

/** The picture says which way it is; all of its condition stands in the list and beside. */
const shortened = (words: string): string => (words.length > 28 ? `${words.slice(0, 27)}…` : words);

const OneBox = memo(function OneBox({ data }: NodeProps<BoxNode>): ReactElement {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <button
        type="button"
        className="wf-box"
        data-trigger={data.kind === "trigger" ? true : undefined}
        aria-current={data.chosen}
        title={data.words}
        onClick={data.onChoose}
      >
        <KindIcon kind={data.kind} />
        <span className="wf-box-number">{data.number}</span>
        <bdi>{data.words}</bdi>
      </button>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
});
const nodeTypes = { box: OneBox };

/** Its label stands above the box that it leads to: in the middle of the way those of one branch would cover each other. */
function OneWay({ id, label, data, targetX, targetY, ...ends }: EdgeProps<WayEdge>): ReactElement {
  const [path] = getSmoothStepPath({ targetX, targetY, ...ends });
  return <BaseEdge id={id} path={path} label={label} labelX={targetX} labelY={targetY - LABEL_UP - LABEL_ROW * (data?.lift ?? 0)} />;
}
const edgeTypes = { way: OneWay };
