import { useState, type ReactElement } from "react";
import type { ChannelView, NewChannel } from "#contract/alerts.ts";
import { alertKinds, channelKinds, type AlertKind, type ChannelKind } from "#core/alerts/alert.ts";
import { addChannel, changeChannel } from "../../api/alert-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceList } from "../../ui/choice-list.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { QuietHoursFields, type Quiet } from "./quiet-hours-fields.tsx";
import { useAct } from "./use-act.ts";

interface Props {
  /** Null for a new one. Where a channel leads is set once. */
  readonly channel: ChannelView | null;
  /** Whether letters can be sent, and whether incident.io is connected. */
  readonly mail: boolean;
  readonly incident: boolean;
  /** With the secret of a new webhook, to be shown once. */
  readonly onDone: (secret: string | null) => void;
}

/** Adds a channel or changes one. */
export function ChannelForm({ channel, mail, incident, onDone }: Props): ReactElement {
  const [name, setName] = useState(channel?.name ?? "");
  const [kinds, setKinds] = useState<readonly AlertKind[]>(channel?.kinds ?? alertKinds);
  const [quiet, setQuiet] = useState<Quiet>(channel?.quiet ?? null);
  const [target, setTarget] = useState<NewChannel["target"]>(firstTarget(mail));
  const saved = useAct(
    async () => {
      const settings = { name, kinds: [...kinds], quiet };
      if (channel === null) return (await addChannel({ target, ...settings })).secret;
      await changeChannel(channel.id, settings);
      return null;
    },
    { renews: ["alerts"], done: text("alerts.saved"), onDone },
  );
  return (
    <form
      className="channel-form"
      onSubmit={(event) => {
        event.preventDefault();
        saved.mutate(undefined);
      }}
    >
      {channel === null && <TargetFields target={target} onChange={setTarget} mail={mail} incident={incident} />}
      <TextField
        label={text("alerts.form.name")}
        required
        withAsterisk={false}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <KindFields kinds={kinds} onChange={setKinds} />
      <QuietHoursFields quiet={quiet} onChange={setQuiet} />
      {saved.isError && <ProblemCard error={saved.error} />}
      <div className="dialog-foot">
        <Button type="submit" look="main" busy={saved.isPending} disabled={kinds.length === 0}>
          {text("alerts.form.save")}
        </Button>
      </div>
    </form>
  );
}

const empty: Readonly<Record<ChannelKind, NewChannel["target"]>> = {
  email: { kind: "email", to: "" },
  webhook: { kind: "webhook", url: "" },
  incident: { kind: "incident", sourceId: "", secret: "" },
};
const firstTarget = (mail: boolean): NewChannel["target"] => empty[mail ? "email" : "webhook"];

interface TargetProps extends Pick<Props, "mail" | "incident"> {
  readonly target: NewChannel["target"];
  readonly onChange: (target: NewChannel["target"]) => void;
}

function TargetFields({ target, onChange, mail, incident }: TargetProps): ReactElement {
  const closed: Readonly<Record<ChannelKind, string | null>> = {
    email: mail ? null : text("alerts.kind.email.no"),
    webhook: null,
    incident: incident ? null : text("alerts.kind.incident.no"),
  };
  return (
    <>
      <ChoiceList
        legend={text("alerts.kind")}
        value={target.kind}
        onChange={(kind) => onChange(empty[kind])}
        choices={channelKinds.map((kind) => ({
          value: kind,
          label: text(`alerts.kind.${kind}`),
          hint: closed[kind] ?? text(`alerts.kind.${kind}.about`),
          disabled: closed[kind] !== null,
        }))}
      />
      <AddressFields target={target} onChange={onChange} />
    </>
  );
}

function AddressFields({ target, onChange }: Pick<TargetProps, "target" | "onChange">): ReactElement {
  const field = { required: true, withAsterisk: false, autoComplete: "off", spellCheck: false } as const;
  switch (target.kind) {
    case "email":
      return (
        <TextField
          {...field}
          type="email"
          label={text("alerts.form.to")}
          value={target.to}
          onChange={(event) => onChange({ ...target, to: event.currentTarget.value })}
        />
      );
    case "webhook":
      return (
        <TextField
          {...field}
          type="url"
          label={text("alerts.form.url")}
          description={text("alerts.form.url.hint")}
          value={target.url}
          onChange={(event) => onChange({ ...target, url: event.currentTarget.value })}
        />
      );
    case "incident":
      return (
        <>
          <TextField
            {...field}
            label={text("alerts.form.source")}
            description={text("alerts.form.source.hint")}
            value={target.sourceId}
            onChange={(event) => onChange({ ...target, sourceId: event.currentTarget.value })}
          />
          <TextField
            {...field}
            type="password"
            label={text("alerts.form.token")}
            value={target.secret}
            onChange={(event) => onChange({ ...target, secret: event.currentTarget.value })}
          />
        </>
      );
  }
}

interface KindProps {
  readonly kinds: readonly AlertKind[];
  readonly onChange: (kinds: readonly AlertKind[]) => void;
}

const KindFields = ({ kinds, onChange }: KindProps): ReactElement => (
  <fieldset className="channel-kinds">
    <legend>{text("alerts.form.kinds")}</legend>
    {alertKinds.map((kind) => (
      <label key={kind} className="tick">
        <input
          type="checkbox"
          checked={kinds.includes(kind)}
          onChange={(event) => onChange(alertKinds.filter((one) => (one === kind ? event.currentTarget.checked : kinds.includes(one))))}
        />
        {text(`alerts.about.${kind}`)}
      </label>
    ))}
  </fieldset>
);
