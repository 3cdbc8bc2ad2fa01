import type { ReactElement } from "react";
import { clockText } from "#core/text/clock-text.ts";
import type { ChannelView } from "#contract/alerts.ts";
import { text } from "../../i18n/text.ts";
import { shownZone, timeZones } from "../../i18n/time.ts";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { minutesIn } from "./minutes-in.ts";

export type Quiet = ChannelView["quiet"];

/** Ten in the evening to seven in the morning, in the zone in which whoever looks sees times. */
const night = (): NonNullable<Quiet> => ({
  from: 22 * 60,
  until: 7 * 60,
  zone: shownZone(),
  urgentComesThrough: true,
});

/** A zone that is set already stands there in any case. */
const zonesWith = (zone: string): readonly string[] => [...new Set([...timeZones(), zone])];

interface Props {
  readonly quiet: Quiet;
  readonly onChange: (quiet: Quiet) => void;
}

/** Hours in which a channel keeps still. */
export function QuietHoursFields({ quiet, onChange }: Props): ReactElement {
  return (
    <fieldset className="quiet-hours">
      <legend>{text("alerts.quiet")}</legend>
      <label className="tick">
        <input type="checkbox" checked={quiet !== null} onChange={(event) => onChange(event.currentTarget.checked ? night() : null)} />
        {text("alerts.quiet.on")}
      </label>
      {quiet !== null && (
        <>
          <div className="settings-form">
            <TextField
              type="time"
              required
              withAsterisk={false}
              label={text("alerts.quiet.from")}
              value={clockText(quiet.from)}
              onChange={(event) => onChange({ ...quiet, from: minutesIn(event.currentTarget.value) ?? quiet.from })}
            />
            <TextField
              type="time"
              required
              withAsterisk={false}
              label={text("alerts.quiet.until")}
              value={clockText(quiet.until)}
              onChange={(event) => onChange({ ...quiet, until: minutesIn(event.currentTarget.value) ?? quiet.until })}
            />
            <Select
              label={text("alerts.quiet.zone")}
              value={quiet.zone}
              onChange={(event) => onChange({ ...quiet, zone: event.currentTarget.value })}
              data={[...zonesWith(quiet.zone)]}
            />
          </div>
          <label className="tick">
            <input
              type="checkbox"
              checked={quiet.urgentComesThrough}
              onChange={(event) => onChange({ ...quiet, urgentComesThrough: event.currentTarget.checked })}
            />
            {text("alerts.quiet.urgent")}
          </label>
        </>
      )}
    </fieldset>
  );
}
