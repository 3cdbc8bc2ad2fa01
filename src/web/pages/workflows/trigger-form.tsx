import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { Trigger } from "#core/workflow/definition.ts";
import { makeCallSecret } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { shownZone } from "../../i18n/time.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceList } from "../../ui/choice-list.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Bounds } from "./bounds.tsx";
import { useBuilder } from "./builder.ts";
import { ChooseEvent, EventField } from "./event-field.tsx";
import { usualNameOf, usualNames, usualTimes } from "./usual-times.ts";
import { ValueField } from "./value-frame.tsx";

const kinds = ["event", "schedule", "webhook", "manual"] as const satisfies readonly Trigger["kind"][];
type OnEvent = Extract<Trigger, { kind: "event" }>;

/** What begins a workflow. */
export function TriggerForm(): ReactElement {
  const { definition, edit } = useBuilder();
  const { trigger } = definition;
  const [choosing, setChoosing] = useState(false);
  const change = (next: Trigger, typing?: string): void => edit({ ...definition, trigger: next }, typing);
  // A connection is one vendor's: with other events of the same vendor it stays.
  const begin = (events: Pick<OnEvent, "source" | "types">): void => {
    const connection = trigger.kind === "event" && trigger.source === events.source ? trigger.connection : null;
    change({ kind: "event", connection, ...events });
  };
  const choose = (kind: Trigger["kind"]): void => {
    if (kind === "event") setChoosing(true);
    else if (kind === "schedule") change({ kind, cron: "0 8 * * 1-5", timeZone: shownZone() });
    else change({ kind });
  };
  return (
    <>
      <ChoiceList
        legend={text("wf.trigger.kind")}
        value={trigger.kind}
        choices={kinds.map((value) => ({ value, label: text(`wf.trigger.${value}`), hint: text(`wf.trigger.${value}.about`) }))}
        onChange={choose}
      />
      {trigger.kind === "event" && <EventField legend={text("wf.event.which")} value={trigger} onChange={begin} />}
      {trigger.kind === "schedule" && <Schedule trigger={trigger} onChange={change} />}
      {trigger.kind === "webhook" && <OwnAddress />}
      <ChooseEvent
        open={choosing}
        onClose={() => setChoosing(false)}
        onTake={(events) => {
          begin(events);
          setChoosing(false);
        }}
      />
    </>
  );
}

type AtTimes = Extract<Trigger, { kind: "schedule" }>;

function Schedule({
  trigger,
  onChange,
}: {
  readonly trigger: AtTimes;
  readonly onChange: (trigger: Trigger, typing?: string) => void;
}): ReactElement {
  const isUsual = usualNameOf(trigger.cron) !== undefined;
  return (
    <>
      <Select
        label={text("wf.schedule.when")}
        data={[
          ...usualNames.map((name) => ({ value: usualTimes[name], label: text(`wf.schedule.usual.${name}`) })),
          ...(isUsual ? [] : [{ value: trigger.cron, label: text("wf.schedule.own") }]),
        ]}
        value={trigger.cron}
        onChange={(event) => onChange({ ...trigger, cron: event.currentTarget.value })}
      />
      <TextField
        label={text("wf.schedule.cron")}
        description={text("wf.schedule.cron.hint")}
        value={trigger.cron}
        onChange={(event) => onChange({ ...trigger, cron: event.currentTarget.value }, "cron")}
      />
      <TextField
        label={text("wf.schedule.zone")}
        value={trigger.timeZone}
        onChange={(event) => onChange({ ...trigger, timeZone: event.currentTarget.value }, "zone")}
      />
    </>
  );
}

/** The address at which others begin this workflow, and its secret, which is shown once. */
function OwnAddress(): ReactElement {
  const { id, mayBuild } = useBuilder();
  const make = useMutation({ mutationFn: () => makeCallSecret(id) });
  if (make.data !== undefined)
    return (
      <Notice tone="warn" read="politely" title={text("wf.secret.once")}>
        <CopyField label={text("wf.secret.address")} value={`${location.origin}${make.data.path}`} />
        <CopyField label={text("wf.secret")} value={make.data.secret} />
      </Notice>
    );
  return (
    <>
      <p>{text("wf.secret.about")}</p>
      {make.isError && <ProblemCard error={make.error} />}
      <Button busy={make.isPending} disabled={!mayBuild} onClick={() => make.mutate()}>
        {text("wf.secret.make")}
      </Button>
    </>
  );
}

/** How much a run may do, and which runs wait for each other. */
export function RunLimitsForm(): ReactElement {
  const { definition, edit } = useBuilder();
  const { limits, oneAtATime } = definition;
  return (
    <>
      <Bounds
        fields={[
          { name: "calls", label: text("wf.limits.calls"), hint: text("wf.limits.calls.hint"), range: [1, 1_000] },
          { name: "hops", label: text("wf.limits.hops"), hint: text("wf.limits.hops.hint"), range: [0, 10] },
        ]}
        values={limits}
        onChange={(bounds, typing) => edit({ ...definition, limits: { ...limits, ...bounds } }, typing)}
      />
      <ValueField
        label={text("wf.limits.queue")}
        hint={text("wf.limits.queue.hint")}
        value={oneAtATime}
        onChange={(next) => edit({ ...definition, oneAtATime: next ?? null }, "queue")}
      />
    </>
  );
}
