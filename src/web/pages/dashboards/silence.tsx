import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { ChartData } from "#contract/dashboards.ts";
import { text } from "../../i18n/text.ts";
import { Notice } from "../../ui/notice.tsx";
import { Glossed } from "../../ui/term.tsx";
import { asDuration } from "./figures.ts";
import { silenceIn } from "./silence-in.ts";

/** No event has come for much longer than usual: what that may mean, and where it is mended. Changes are still found, later. */
export function Silence({ figures }: Pick<ChartData, "figures">): ReactElement | null {
  const silence = silenceIn(figures);
  if (silence === null) return null;
  const { silentMs, usualMs } = silence;
  return (
    <Notice tone="warn" title={text("dashboards.silence.title", { time: asDuration(silentMs / 1_000) })}>
      <p>
        <Glossed words={["sweep"]}>{text("dashboards.silence.body", { usual: asDuration(usualMs / 1_000) })}</Glossed>
      </p>
      <Link to="/settings/connections" search={{}}>
        {text("dashboards.silence.act")}
      </Link>
    </Notice>
  );
}
