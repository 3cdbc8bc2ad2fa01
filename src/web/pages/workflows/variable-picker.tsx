import { useState, type ReactElement } from "react";
import type { JsonSchema } from "#core/catalog/operation.ts";
import { variablesAt, variablesIn, type Variable } from "#core/workflow/edit/known-at.ts";
import { sampleScope } from "#core/workflow/edit/sample-scope.ts";
import { pick, scopeRoots, type Json, type Scope } from "#core/workflow/expression.ts";
import { text } from "../../i18n/text.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { moveRowFocus } from "../../ui/row-focus.ts";
import { TextField } from "../../ui/text-field.tsx";
import { useBuilder, type Builder } from "./builder.ts";
import { pathWords } from "./step-words.ts";

interface Props {
  readonly open: boolean;
  /** A wait looks at its event too. */
  readonly withEvent?: boolean;
  readonly onPick: (path: string) => void;
  readonly onClose: () => void;
}

/** Values shown of one source before anything is looked for. */
const SHOWN = 12;

/** Everything that a step can take a value from: what began the run, and what earlier steps brought, with what the sample says. */
export function VariablePicker({ open, ...rest }: Props): ReactElement {
  return (
    <Dialog kind="drawer" title={text("wf.pick.title")} open={open} onClose={rest.onClose}>
      <Sources {...rest} />
    </Dialog>
  );
}

function Sources({ withEvent = false, onPick }: Omit<Props, "open">): ReactElement {
  const builder = useBuilder();
  const [words, setWords] = useState("");
  const at = builder.chosen ?? "";
  const scope = scopeAt(builder, at);
  const wanted = words
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const spoken = { steps: builder.definition.steps, items: builder.items };
  const sources = variablesAt(builder.definition, at, builder.shapes, withEvent).map((source) => {
    const known = source.shape === null ? fromSample(source.root, scope === null ? null : pick(scope, source.root)) : variablesIn(source);
    const named = known.map((one) => ({ ...one, words: pathWords(one.path, spoken) }));
    const fitting = found(named, wanted);
    return { ...source, fitting, shown: wanted.length === 0 ? fitting.slice(0, SHOWN) : fitting.slice(0, 60) };
  });
  const typed = words.trim();
  const isPath = scopeRoots.some((root) => typed === root || typed.startsWith(`${root}.`));
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys go from value to value; each is a button of its own
    <div className="wf-picker" onKeyDown={(event) => move(event)}>
      <TextField
        label={text("wf.pick.search")}
        description={text("wf.pick.hint")}
        value={words}
        data-first
        autoComplete="off"
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {isPath && (
        <button type="button" className="wf-value" onClick={() => onPick(typed)}>
          {text("wf.pick.path", { path: typed })}
        </button>
      )}
      {sources.map(({ root, fitting, shown }) => (
        <section key={root} aria-label={pathWords(root, spoken)}>
          <h3>
            <bdi>{pathWords(root, spoken)}</bdi>
          </h3>
          {fitting.length === 0 && <p className="muted">{text(wanted.length === 0 ? "wf.pick.unknown" : "wf.pick.none")}</p>}
          <ul>
            {shown.map((one) => (
              <li key={one.path}>
                <Choice variable={one} words={one.words} scope={scope} onPick={onPick} />
              </li>
            ))}
          </ul>
          {fitting.length > shown.length && <p className="muted">{text("wf.pick.more", { count: fitting.length - shown.length })}</p>}
        </section>
      ))}
    </div>
  );
}

function move(event: React.KeyboardEvent<HTMLElement>): void {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") moveRowFocus(event, ".wf-value");
}

/** Those in which each word begins some word; what lies nearest first. */
function found<Named extends { readonly words: string; readonly path: string }>(
  named: readonly Named[],
  wanted: readonly string[],
): readonly Named[] {
  if (wanted.length === 0) return named;
  const levels = ({ path }: Named): number => path.split(".").length;
  return named
    .filter((one) => {
      const words = `${one.words} ${one.path}`.toLowerCase().split(/[^\p{L}\p{N}]+/u);
      return wanted.every((word) => words.some((other) => other.startsWith(word)));
    })
    .toSorted((one, other) => levels(one) - levels(other));
}

/** What samples say at a step; null while there are none. */
export const scopeAt = ({ definition, sample }: Builder, id: string): Scope | null => (sample === null ? null : sampleScope(definition, id, sample));

interface ChoiceProps {
  readonly variable: Variable;
  readonly words: string;
  readonly scope: Scope | null;
  readonly onPick: (path: string) => void;
}

function Choice({ variable: { path, shape }, words, scope, onPick }: ChoiceProps): ReactElement {
  return (
    <button type="button" className="wf-value" onClick={() => onPick(path)}>
      <bdi>{words}</bdi> <span className="muted">{kindWords(shape)}</span>
      {scope !== null && <SampleValue value={pick(scope, path)} />}
    </button>
  );
}

/** What the sample says, in one line; that it says nothing is worth knowing. */
export function SampleValue({ value }: { readonly value: Json }): ReactElement {
  return value === null ? (
    <span className="wf-missing">{text("wf.sample.missing")}</span>
  ) : (
    <bdi className="wf-sample">{typeof value === "object" ? JSON.stringify(value).slice(0, 80) : String(value).slice(0, 80)}</bdi>
  );
}

const kinds = ["string", "number", "integer", "boolean", "object", "array"] as const;

function kindWords({ type, format }: JsonSchema): string {
  const [own] = [type ?? []].flat().filter((one) => one !== "null");
  const known = kinds.find((kind) => kind === own);
  if (known === undefined) return "";
  return format === "date-time" || format === "date" ? text("wf.kind.time") : text(`wf.kind.${known}`);
}

/** Values as a sample shows them, where no document tells what they look like; at least the whole. */
function fromSample(root: string, value: Json): readonly Variable[] {
  return variablesIn({ root, shape: shapeOf(value, 5) });
}

function shapeOf(value: Json, levels: number): JsonSchema {
  if (Array.isArray(value))
    return { type: "array", ...(levels > 0 && value.length > 0 && { items: shapeOf((value as readonly Json[])[0] ?? null, levels - 1) }) };
  if (typeof value === "object" && value !== null) {
    const entries = levels > 0 ? Object.entries(value as Readonly<Record<string, Json>>) : [];
    return { type: "object", properties: Object.fromEntries(entries.map(([key, inner]) => [key, shapeOf(inner, levels - 1)])) };
  }
  return value === null ? {} : { type: typeof value as "string" | "number" | "boolean" };
}
