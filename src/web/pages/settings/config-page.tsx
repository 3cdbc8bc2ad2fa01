import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { ConfigView } from "#contract/config.ts";
import { configFileAddress, fetchConfig } from "../../api/config-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DownloadLink } from "../../ui/download-link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { RawText } from "../../ui/raw-text.tsx";
import { Answer } from "../../ui/states.tsx";
import { Glossed } from "../../ui/term.tsx";
import { ChangeTable } from "./config-changes.tsx";
import { BringFile } from "./config-import.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

/** How accounts and flows are configured, as one file: taken away, compared, brought in. */
export const ConfigPage = (): ReactElement => (
  <SettingsFrame
    title={text("settings.config")}
    needs="build"
    lead={<Glossed words={["mapping", "workflow", "channel"]}>{text("config.lead")}</Glossed>}
  >
    <Config />
  </SettingsFrame>
);

function Config(): ReactElement {
  const config = useQuery({ queryKey: ["config-file"], queryFn: fetchConfig, meta: { topics: ["config"] } });
  const mayApply = useMay("administer");
  return (
    <>
      <Answer query={config}>
        {({ text: file, applied }) => (
          <>
            <TakeFile file={file} />
            <Drift applied={applied} />
          </>
        )}
      </Answer>
      {mayApply && <BringFile />}
    </>
  );
}

function TakeFile({ file }: { readonly file: string }): ReactElement {
  return (
    <section className="panel" aria-labelledby="take-file">
      <h2 id="take-file">{text("config.take")}</h2>
      <div className="row-of">
        <DownloadLink href={configFileAddress}>{text("config.download")}</DownloadLink>
        <CopyButton label={text("config.copy")} value={file} isShown />
      </div>
      <details>
        <summary>{text("config.show")}</summary>
        <RawText label={text("config.show")}>{file}</RawText>
      </details>
    </section>
  );
}

function Drift({ applied }: Pick<ConfigView, "applied">): ReactElement {
  return (
    <section className="panel" aria-labelledby="since-file">
      <h2 id="since-file">{text("config.since")}</h2>
      {applied === null ? <p className="muted">{text("config.since.never")}</p> : <Moved applied={applied} />}
    </section>
  );
}

function Moved({ applied: { at, drift } }: { readonly applied: NonNullable<ConfigView["applied"]> }): ReactElement {
  const { changes, problems } = drift;
  const isLost = problems.length > 0;
  const title = isLost
    ? text("config.since.lost")
    : changes.length === 0
      ? text("config.since.same")
      : text("config.since.moved", { count: changes.length });
  return (
    <>
      <Notice tone={isLost || changes.length > 0 ? "warn" : "good"} title={title}>
        <p>
          {text("config.applied-at")} <Ago at={at} />
        </p>
        {problems.map(({ says }) => (
          <p key={says}>
            <bdi>{says}</bdi>
          </p>
        ))}
      </Notice>
      {changes.length > 0 && <ChangeTable label={text("config.drift.list")} changes={changes} />}
    </>
  );
}
