import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { RunDetail, RunView, SampleView, StepView } from "#contract/workflows.ts";
import type { Json } from "#core/workflow/expression.ts";
import { fetchRun, fetchRuns, fetchSamples } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { dayAndClockTime } from "../../i18n/time.ts";
import { LongText } from "../../ui/long-text.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { asJson } from "../catalog/input-values.ts";
import { beginningEvents, topicsOf, useBuilder, type Sample } from "./builder.ts";

/** What each step brought, by its id; of a loop what its first item did. */
export function outputsOf(steps: readonly StepView[]): Readonly<Record<string, Json>> {
  const outputs: Record<string, Json> = {};
  for (const { path, output, state } of steps) {
    const id = path.split("/").at(-1) ?? path;
    if (state === "done" && !(id in outputs)) outputs[id] = output as Json;
  }
  return outputs;
}

/** The data of a run. */
export const sampleOf = ({ startedAt, trigger, steps }: RunDetail): Sample => ({
  from: text("wf.sample.run", { at: dayAndClockTime(startedAt) }),
  trigger: trigger as Json,
  steps: outputsOf(steps),
});

/** The newest runs, and the newest events that would begin one. */
function useRealData(): { readonly runs: readonly RunView[]; readonly samples: readonly SampleView[] } {
  const { id, definition, mayBuild } = useBuilder();
  const events = beginningEvents(definition);
  const runs = useQuery({ queryKey: ["workflow-runs", id], queryFn: () => fetchRuns(id, null), meta: { topics: ["run"] } });
  const samples = useQuery({
    queryKey: ["workflow-samples", events?.source, events?.types],
    queryFn: () => (events === null ? Promise.resolve([]) : fetchSamples(events)),
    enabled: mayBuild && events !== null,
    meta: { topics: topicsOf(events) },
  });
  return { runs: (runs.data?.runs ?? []).slice(0, 10), samples: events === null ? [] : (samples.data ?? []) };
}

/** Which data the steps are seen and tested with. */
export function SampleChoice(): ReactElement {
  const { sample, setSample } = useBuilder();
  const { runs, samples } = useRealData();
  const load = useMutation({
    mutationFn: fetchRun,
    onSuccess: (run) => setSample(sampleOf(run)),
  });
  const take = (chosen: string): void => {
    const found = samples.find(({ eventId }) => eventId === chosen);
    if (found !== undefined) setSample({ from: text("wf.sample.event", { at: dayAndClockTime(found.at) }), trigger: found.data as Json, steps: {} });
    else if (chosen !== "") load.mutate(chosen);
  };
  return (
    <>
      <p>{sample === null ? text("wf.sample.none") : text("wf.sample.from", { from: sample.from })}</p>
      {runs.length + samples.length > 0 && (
        <Select
          label={text("wf.sample.choose")}
          data={[
            { value: "", label: text("wf.sample.choose.none") },
            ...(samples.length === 0
              ? []
              : [{ group: text("wf.sample.events"), items: samples.map(({ eventId, at }) => ({ value: eventId, label: dayAndClockTime(at) })) }]),
            ...(runs.length === 0
              ? []
              : [{ group: text("wf.sample.runs"), items: runs.map((run) => ({ value: run.id, label: dayAndClockTime(run.startedAt) })) }]),
          ]}
          value=""
          onChange={(event) => take(event.currentTarget.value)}
        />
      )}
      {load.isError && <ProblemCard error={load.error} />}
      <TypedSample />
    </>
  );
}

/** What the run begins with, as people write it. */
function TypedSample(): ReactElement {
  const { sample, setSample } = useBuilder();
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const change = (next: string): void => {
    setTyped(next);
    try {
      const trigger = JSON.parse(next) as Json;
      setSample({ from: text("wf.sample.typed"), trigger, steps: {} });
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  return (
    <details className="wf-options" onToggle={(event) => setTyped(event.currentTarget.open ? asJson(sample?.trigger ?? {}) : null)}>
      <summary>{text("wf.sample.edit")}</summary>
      {typed !== null && (
        <LongText
          label={text("wf.sample.json")}
          isCode
          rows={8}
          value={typed}
          error={wrong ? text("catalog.input.wrong") : undefined}
          onChange={change}
        />
      )}
    </details>
  );
}
