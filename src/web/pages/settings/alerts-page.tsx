import "./alerts.css";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { ChannelsView, ChannelView } from "#contract/alerts.ts";
import { fetchChannels } from "../../api/alert-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Answer, Empty } from "../../ui/states.tsx";
import { Glossed } from "../../ui/term.tsx";
import { AlertChannels } from "./alert-channels.tsx";
import { AlertHistory } from "./alert-history.tsx";
import { AlertRules } from "./alert-rules.tsx";
import { ChannelForm } from "./channel-form.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

/** Who is told when something needs people, and what was told. */
export const AlertsPage = (): ReactElement => (
  <SettingsFrame title={text("settings.alerts")} needs="administer" lead={<Glossed words={["alert"]}>{text("alerts.lead")}</Glossed>}>
    <Alerts />
  </SettingsFrame>
);

function Alerts(): ReactElement {
  const channels = useQuery({ queryKey: ["alerts", "channels"], queryFn: fetchChannels });
  return (
    <>
      <Answer query={channels} lines={4}>
        {(data) => (
          <>
            <Channels data={data} />
            <AlertRules key={JSON.stringify(data.rules)} rules={data.rules} />
          </>
        )}
      </Answer>
      <AlertHistory />
    </>
  );
}

function Channels({ data }: { readonly data: ChannelsView }): ReactElement {
  const [form, setForm] = useState<"new" | ChannelView | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const add = (
    <Button look="main" onClick={() => setForm("new")}>
      {text("alerts.add")}
    </Button>
  );
  return (
    <section className="panel" aria-labelledby="channels">
      <h2 id="channels">{text("alerts.channels")}</h2>
      {secret !== null && (
        <Notice tone="good" read="politely" title={text("alerts.secret.made")}>
          <CopyField label={text("alerts.secret")} value={secret} />
        </Notice>
      )}
      {data.channels.length === 0 ? (
        <Empty title={text("alerts.none")} action={add}>
          {text("alerts.none.body")}
        </Empty>
      ) : (
        <>
          <AlertChannels channels={data.channels} onEdit={setForm} />
          {add}
        </>
      )}
      <Dialog
        title={form === null || form === "new" ? text("alerts.add") : text("alerts.change.of", { name: form.name })}
        open={form !== null}
        onClose={() => setForm(null)}
      >
        {form !== null && (
          <ChannelForm
            channel={form === "new" ? null : form}
            mail={data.mail}
            incident={data.incident}
            onDone={(made) => {
              setForm(null);
              setSecret(made);
            }}
          />
        )}
      </Dialog>
    </section>
  );
}
