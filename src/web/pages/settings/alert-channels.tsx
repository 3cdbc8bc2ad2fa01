import { BellRing, CirclePause, Moon, OctagonAlert } from "lucide-react";
import { useState, type ReactElement } from "react";
import { clockText } from "#core/text/clock-text.ts";
import type { ChannelTestView, ChannelView } from "#contract/alerts.ts";
import { removeChannel, setChannelPaused, testChannel } from "../../api/alert-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { AskFirst } from "./ask-first.tsx";
import { useAct } from "./use-act.ts";

interface Props {
  readonly channels: readonly ChannelView[];
  readonly onEdit: (channel: ChannelView) => void;
}

/** What may be done about a channel. */
function useChannelActs(onRemoved: () => void) {
  const tested = useAct(async (channel: ChannelView) => ({ channel, result: await testChannel(channel.id) }), { renews: ["alerts"] });
  const paused = useAct(({ id, paused: now }: ChannelView) => setChannelPaused(id, !now), { renews: ["alerts"] });
  const removed = useAct(({ id }: ChannelView) => removeChannel(id), { renews: ["alerts"], done: text("alerts.removed"), onDone: onRemoved });
  return { tested, paused, removed };
}

/** Every channel with its state, and what may be done about it. */
export function AlertChannels({ channels, onEdit }: Props): ReactElement {
  const [removing, remove] = useState<ChannelView | null>(null);
  const acts = useChannelActs(() => remove(null));
  const { tested, paused, removed } = acts;
  const failed = tested.error ?? paused.error;
  return (
    <>
      {failed !== null && <ProblemCard error={failed} />}
      {tested.data !== undefined && <TestResult name={tested.data.channel.name} result={tested.data.result} />}
      {channels.map((channel) => (
        <Failing key={channel.id} channel={channel} />
      ))}
      <DataTable
        label={text("alerts.channels")}
        rows={channels}
        rowKey={({ id }) => id}
        columns={[
          { key: "name", label: text("alerts.name"), cell: (channel) => <Name channel={channel} /> },
          { key: "kind", label: text("alerts.kind"), cell: ({ kind }) => text(`alerts.kind.${kind}`) },
          { key: "state", label: text("alerts.state"), cell: (channel) => <State channel={channel} /> },
          {
            key: "told",
            label: text("alerts.told"),
            cell: ({ lastToldAt }) => (lastToldAt === null ? text("alerts.told.never") : <Ago at={lastToldAt} />),
          },
          {
            key: "acts",
            label: text("alerts.acts"),
            cell: (channel) => <Acts channel={channel} acts={acts} onEdit={onEdit} onRemove={remove} />,
          },
        ]}
      />
      <AskFirst
        title={text("alerts.remove.ask", { name: removing?.name ?? "" })}
        body={text("alerts.remove.body")}
        act={text("alerts.remove")}
        asked={removing}
        does={removed}
        onClose={() => remove(null)}
      />
    </>
  );
}

interface ActsProps extends Pick<Props, "onEdit"> {
  readonly channel: ChannelView;
  readonly acts: Pick<ReturnType<typeof useChannelActs>, "tested" | "paused">;
  readonly onRemove: (channel: ChannelView) => void;
}

function Acts({ channel, acts: { tested, paused }, onEdit, onRemove }: ActsProps): ReactElement {
  const { name } = channel;
  return (
    <div className="row-of">
      <Button
        small
        busy={tested.isPending && tested.variables.id === channel.id}
        aria-label={text("alerts.test.of", { name })}
        onClick={() => tested.mutate(channel)}
      >
        {text("alerts.test")}
      </Button>
      <Button small aria-label={text("alerts.change.of", { name })} onClick={() => onEdit(channel)}>
        {text("alerts.change")}
      </Button>
      <Button small aria-label={text(channel.paused ? "alerts.resume.of" : "alerts.pause.of", { name })} onClick={() => paused.mutate(channel)}>
        {text(channel.paused ? "alerts.resume" : "alerts.pause")}
      </Button>
      <Button small aria-label={text("alerts.remove.of", { name })} onClick={() => onRemove(channel)}>
        {text("alerts.remove")}
      </Button>
    </div>
  );
}

const Name = ({ channel: { name, shownAs } }: { readonly channel: ChannelView }): ReactElement => (
  <>
    <bdi>{name}</bdi>
    <span className="alert-place muted">
      <bdi>{shownAs}</bdi>
    </span>
  </>
);

function State({ channel: { paused, failure, quiet } }: { readonly channel: ChannelView }): ReactElement {
  if (paused)
    return (
      <Badge tone="neutral" icon={CirclePause}>
        {text("alerts.state.paused")}
      </Badge>
    );
  return (
    <div className="row-of">
      <Badge tone={failure === null ? "good" : "bad"} icon={failure === null ? BellRing : OctagonAlert}>
        {text(failure === null ? "alerts.state.tells" : "alerts.state.failing")}
      </Badge>
      {quiet !== null && (
        <Badge tone="neutral" icon={Moon}>
          {text("alerts.state.quiet", { from: clockText(quiet.from), until: clockText(quiet.until) })}
        </Badge>
      )}
    </div>
  );
}

function TestResult({ name, result }: { readonly name: string; readonly result: ChannelTestView }): ReactElement {
  if (result.ok) return <Notice tone="good" read="politely" title={text("alerts.test.ok", { name, answer: result.answer })} />;
  return (
    <Notice tone="bad" read="at-once" title={text("alerts.test.failed", { name, title: result.title, number: result.number })}>
      {result.detail !== null && <p>{result.detail}</p>}
      <p>{result.fix}</p>
    </Notice>
  );
}

function Failing({ channel: { name, failure, paused } }: { readonly channel: ChannelView }): ReactElement | null {
  if (failure === null || paused) return null;
  return (
    <Notice tone="bad" title={text("alerts.failing.title", { name, title: failure.title, number: failure.number })}>
      <p>{text("alerts.failing.body", { fix: failure.fix })}</p>
    </Notice>
  );
}
