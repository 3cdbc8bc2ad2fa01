import { useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { text } from "../../i18n/text.ts";
import { browserZone, exactTime, timeZone, timeZones } from "../../i18n/time.ts";
import { useClock } from "../../ui/ago.tsx";
import { densities, density, motion, motions } from "../../ui/appearance.ts";
import { Select } from "../../ui/select.tsx";
import { useSingleKeys } from "../../ui/single-keys.ts";
import { SettingsFrame } from "./settings-frame.tsx";

/** Colours, density, time zone, motion and single keys of this browser. */
export const AppearancePage = (): ReactElement => (
  <SettingsFrame title={text("settings.appearance")} needs="view" lead={text("appearance.lead")}>
    <div className="look-choices">
      <Colours />
      <Density />
      <Motion />
      <Zone />
      <SingleKeys />
      <Part>
        <h2>{text("appearance.language")}</h2>
        <p>{text("appearance.language.only")}</p>
      </Part>
    </div>
  </SettingsFrame>
);

const Part = ({ children }: { readonly children: ReactNode }): ReactElement => <div className="panel">{children}</div>;

function Colours(): ReactElement {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Part>
      <Select
        label={text("appearance.colours")}
        data={(["auto", "light", "dark"] as const).map((value) => ({ value, label: text(`theme.${value}`) }))}
        value={colorScheme}
        onChange={(event) => setColorScheme(event.currentTarget.value as MantineColorScheme)}
      />
    </Part>
  );
}

function Density(): ReactElement {
  const [chosen, choose] = density.use();
  return (
    <Part>
      <Select
        label={text("appearance.density")}
        data={densities.map((value) => ({ value, label: text(`appearance.density.${value}`) }))}
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value as (typeof densities)[number])}
      />
    </Part>
  );
}

function Motion(): ReactElement {
  const [chosen, choose] = motion.use();
  return (
    <Part>
      <Select
        label={text("appearance.motion")}
        data={motions.map((value) => ({ value, label: text(`appearance.motion.${value}`) }))}
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value as (typeof motions)[number])}
      />
    </Part>
  );
}

function Zone(): ReactElement {
  const [chosen, choose] = timeZone.use();
  const now = useClock((at) => exactTime(at));
  const own = text("appearance.zone.own", { zone: browserZone() });
  return (
    <Part>
      <Select
        label={text("appearance.zone")}
        description={text("appearance.zone.now", { time: now })}
        data={[{ value: "", label: own }, ...timeZones().map((zone) => ({ value: zone, label: zone }))]}
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value)}
      />
    </Part>
  );
}

function SingleKeys(): ReactElement {
  const [on, set] = useSingleKeys();
  return (
    <Part>
      <label className="tick">
        <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} />
        {text("appearance.keys")}
      </label>
      <p className="muted small">{text("appearance.keys.about")}</p>
    </Part>
  );
}
