import { useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CirclePause, FlaskConical, Menu, PlugZap, Radio, Search, type LucideIcon } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { StatusView } from "#contract/status.ts";
import { useMay } from "../api/use-me.ts";
import { text } from "../i18n/text.ts";
import { exactTime } from "../i18n/time.ts";
import { Badge } from "../ui/badge.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Select } from "../ui/select.tsx";
import type { Tone } from "../ui/tone.ts";
import { healthOf } from "./health.ts";
import { useIsLive } from "./live.ts";
import { Navigation } from "./navigation.tsx";
import type { Overlay } from "./overlays.tsx";
import { PauseButton } from "./pause-all.tsx";
import { MOD } from "./shortcuts.ts";

const environments: Readonly<Record<StatusView["environment"], readonly [LucideIcon, Tone]>> = {
  sandbox: [FlaskConical, "sandbox"],
  live: [Radio, "good"],
  paused: [CirclePause, "warn"],
  none: [PlugZap, "neutral"],
};

/** Name, environment, health in one sentence, live dot for whoever sees what is live, and what concerns everything. */
export function Header({
  status,
  asOf,
  show,
}: {
  readonly status: StatusView | undefined;
  readonly asOf: number;
  readonly show: (overlay: Overlay) => void;
}): ReactElement {
  const live = useIsLive();
  const mayView = useMay("view");
  const [menu, setMenu] = useState(false);
  const close = (): void => setMenu(false);
  const ask = (): void => {
    close();
    show("pause");
  };
  return (
    <header className="top">
      <button type="button" className="icon-button menu" aria-label={text("nav.open")} aria-haspopup="dialog" onClick={() => setMenu(true)}>
        <Menu size={20} aria-hidden />
      </button>
      <Brand />
      {status !== undefined && <Environment environment={status.environment} />}
      <output className="health">{status === undefined ? "" : healthOf(status)}</output>
      {mayView && (
        <span className="live">
          <span className="dot" data-live={live} aria-hidden />
          {live ? text("live.on") : lostSince(asOf)}
        </span>
      )}
      <button type="button" className="search" aria-keyshortcuts="Control+K Meta+K" onClick={() => show("search")}>
        <Search size={15} aria-hidden />
        <span>{text("search.open")}</span>
        <kbd aria-hidden>{MOD} K</kbd>
      </button>
      <div className="top-tools">
        <PauseButton status={status} onAsk={ask} />
        <Appearance />
      </div>
      <Dialog title={text("app.name")} kind="navigation" open={menu} onClose={close}>
        <Navigation status={status} onGo={close} />
        <div className="side-tools">
          <PauseButton status={status} onAsk={ask} />
          <Appearance />
        </div>
      </Dialog>
    </header>
  );
}

/** Of what age everything is that the page shows; 0 when nothing has come yet. */
const lostSince = (asOf: number): string => (asOf === 0 ? text("live.off.nothing") : text("live.off", { time: exactTime(asOf) }));

export const Brand = (): ReactElement => (
  <Link to="/" className="brand">
    {text("app.name")}
  </Link>
);

/** Where nothing real is connected, the chip leads to where it can be. */
function Environment({ environment }: Pick<StatusView, "environment">): ReactElement {
  const may = useMay("administer");
  const chip = <EnvironmentChip environment={environment} />;
  if (!may || (environment !== "sandbox" && environment !== "none")) return chip;
  return (
    <Link to="/setup" className="environment">
      {chip}
      <span className="visually-hidden">{text("env.connect")}</span>
    </Link>
  );
}

function EnvironmentChip({ environment }: Pick<StatusView, "environment">): ReactElement {
  const [icon, tone] = environments[environment];
  return (
    <Badge tone={tone} icon={icon}>
      {text(`env.${environment}`)}
    </Badge>
  );
}

function Appearance(): ReactElement {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choices = (["auto", "light", "dark"] as const).map((value) => ({ value, label: text(`theme.${value}`) }));
  return (
    <Select
      className="appearance"
      aria-label={text("theme.label")}
      size="xs"
      data={choices}
      value={colorScheme}
      onChange={(event) => setColorScheme(event.currentTarget.value as MantineColorScheme)}
    />
  );
}
