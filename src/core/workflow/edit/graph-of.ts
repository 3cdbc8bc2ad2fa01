import { innerSteps, type Step, type WorkflowDefinition } from "../definition.ts";

/** One box of the picture. */
export interface GraphNode {
  /** The step's id; null for the trigger. */
  readonly id: string | null;
  readonly step: Step | null;
  /** In boxes: columns from the start edge (may be halves), rows from the top. */
  readonly column: number;
  readonly row: number;
}

/** From one box to the next. `way`: of a branch which way it is, of a loop 0 where it goes into it; null for all others. */
export interface GraphEdge {
  readonly from: string | null;
  readonly to: string | null;
  readonly way: number | null;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Where something that comes next is joined to. */
interface Loose {
  readonly from: string | null;
  readonly way: number | null;
}

interface Drawn {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly ends: readonly Loose[];
  readonly width: number;
  readonly height: number;
}

/** A definition as a picture: every step once, below what comes before it, the ways of a branch beside each other. */
export function graphOf({ steps }: Pick<WorkflowDefinition, "steps">): Graph {
  const drawn = drawRow(steps, 0, 1, [{ from: null, way: null }]);
  return { nodes: [{ id: null, step: null, column: (drawn.width - 1) / 2, row: 0 }, ...drawn.nodes], edges: drawn.edges };
}

function drawRow(steps: readonly Step[], column: number, row: number, begin: readonly Loose[]): Drawn {
  const width = Math.max(1, ...steps.map(widthOf));
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  let [ends, at] = [begin, row];
  for (const step of steps) {
    const drawn = drawStep(step, column + (width - widthOf(step)) / 2, at);
    edges.push(...ends.map(({ from, way }) => ({ from, to: step.id, way })), ...drawn.edges);
    nodes.push(...drawn.nodes);
    ends = drawn.ends;
    at += drawn.height;
  }
  return { nodes, edges, ends, width, height: at - row };
}

function drawStep(step: Step, column: number, row: number): Drawn {
  const width = widthOf(step);
  const own: GraphNode = { id: step.id, step, column: column + (width - 1) / 2, row };
  const ways = innerSteps(step);
  if (ways.length === 0) {
    const ends = step.kind === "stop" ? [] : [{ from: step.id, way: null }];
    return { nodes: [own], edges: [], ends, width, height: 1 };
  }
  let left = column;
  const drawn = ways.map((inner, way) => {
    // Into a loop without steps nothing leads, so that what comes behind it is not done for each item.
    const part = drawRow(inner, left, row + 1, [{ from: step.id, way: step.kind === "branch" || inner.length > 0 ? way : null }]);
    left += part.width;
    return part;
  });
  return {
    nodes: [own, ...drawn.flatMap(({ nodes }) => nodes)],
    edges: drawn.flatMap(({ edges }) => edges),
    ends: drawn.flatMap(({ ends }) => ends),
    width,
    height: 1 + Math.max(...drawn.map(({ height }) => height)),
  };
}

/** Boxes that a step needs beside each other. */
function widthOf(step: Step): number {
  const ways = innerSteps(step).map((inner) => Math.max(1, ...inner.map(widthOf)));
  return Math.max(
    1,
    ways.reduce((sum, width) => sum + width, 0),
  );
}
