import { Badge, NativeSelect, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CirclePause, FlaskConical, PlugZap, Radio, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { StatusView } from "#contract/status.ts";
import { exactTime, text } from "../i18n/text.ts";
import { fetchStatus } from "./api.ts";
import { useLive } from "./live.ts";

const environments: Readonly<Record<StatusView["environment"], readonly [LucideIcon, string]>> = {
  sandbox: [FlaskConical, "grape"],
  live: [Radio, "green"],
  paused: [CirclePause, "yellow"],
  none: [PlugZap, "gray"],
};

/** Name, environment, health in one sentence, live dot, colours. */
export function TopBar(): ReactElement {
  const live = useLive();
  const status = useQuery({ queryKey: ["status"], queryFn: fetchStatus });
  const [Icon, color] = environments[status.data?.environment ?? "none"];
  return (
    <header className="top">
      <Link to="/contacts" search={{}} className="brand">
        {text("app.name")}
      </Link>
      {status.data !== undefined && (
        <Badge variant="light" color={color} size="lg" tt="none" leftSection={<Icon size={15} aria-hidden />}>
          {text(`env.${status.data.environment}`)}
        </Badge>
      )}
      <output className="health">{status.data === undefined ? "" : healthOf(status.data)}</output>
      <span className="live">
        <span className="dot" data-live={live} aria-hidden />
        {live ? text("live.on") : text("live.off", { time: exactTime(status.dataUpdatedAt) })}
      </span>
      <ColourChoice />
    </header>
  );
}

/** The page shows contacts, so its bar speaks of their bridges. */
function healthOf(status: StatusView): string {
  const bridges = status.bridges.filter(({ entity }) => entity === "contact");
  const sum = (key: keyof StatusView["bridges"][number]["counts"]): number => bridges.reduce((total, bridge) => total + bridge.counts[key], 0);
  const loading = bridges.find((bridge) => bridge.backfill.state === "running");
  const count = sum("in-sync");
  const attention = sum("conflict") + sum("failing");
  const total = loading?.backfill.total ?? null;
  if (total !== null && count < total) return text("health.loading", { done: count, total });
  if (attention > 0) return text("health.attention", { count, attention });
  return sum("waiting") > 0 ? text("health.waiting", { count, waiting: sum("waiting") }) : text("health.good", { count });
}

function ColourChoice(): ReactElement {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choices = (["auto", "light", "dark"] as const).map((value) => ({ value, label: text(`theme.${value}`) }));
  return (
    <NativeSelect
      className="colours"
      aria-label={text("theme.label")}
      size="xs"
      data={choices}
      value={colorScheme}
      onChange={(event) => setColorScheme(event.currentTarget.value as MantineColorScheme)}
    />
  );
}
