import { useState, type ReactElement } from "react";
import type { ValuesView } from "#contract/operations.ts";
import type { SettingValues, TemplateSetting } from "#core/workflow/templates.ts";
import { text } from "../../i18n/text.ts";
import { timeZones } from "../../i18n/time.ts";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { PickerField } from "../catalog/picker-field.tsx";
import { usePickerValues } from "../catalog/picker-values.ts";

interface Props {
  readonly setting: TemplateSetting;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

type Listed = Props & { readonly from: Exclude<SettingValues, string> };

/** One setting of a template: chosen from what there is, or typed where no list knows it. */
export function SettingField(props: Props): ReactElement {
  const { setting, value, onChange } = props;
  const { about, values } = setting;
  if (values === null) return <Typed {...props} label={about} />;
  if (values === "time-zones")
    return (
      <Select
        label={about}
        required
        data={[...new Set([...timeZones(), value])]}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return <FromAccount {...props} from={values} />;
}

function Typed({ label, hint, value, onChange }: Props & { readonly label: string; readonly hint?: string }): ReactElement {
  return (
    <TextField
      label={label}
      required
      {...(hint !== undefined && { description: hint })}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** No value of an account: whoever takes it wants to type. */
const OTHER = " other";

/** More than this nobody reads through, and there may be more than the list has. */
const MOST_LISTED = 50;

/** What the account has, by name; an id can be typed as well, and must be where the account tells nothing. */
function FromAccount({ from, ...props }: Listed): ReactElement {
  const { setting, value, onChange } = props;
  const [typing, setTyping] = useState(false);
  const asked = { ...from, place: "account" } as const;
  const query = usePickerValues(asked);
  if (query.isPending)
    return <Select label={setting.about} disabled data={[{ value: "", label: text("wf.setting.looking") }]} value="" onChange={() => undefined} />;
  const { values: found = [], searchable = false } = query.data ?? {};
  if (searchable && found.length > MOST_LISTED) return <PickerField from={asked} label={setting.about} required value={value} onChange={onChange} />;
  if (found.length === 0) return <Typed {...props} label={setting.about} hint={text(query.isError ? "wf.setting.unknown" : "wf.setting.none")} />;
  return (
    <>
      <Select
        label={setting.about}
        required
        data={[
          { value: "", label: text("wf.setting.choose") },
          ...named(found),
          ...(typing || value === "" || found.some((one) => one.value === value) ? [] : [{ value, label: text("wf.setting.new", { value }) }]),
          { value: OTHER, label: text("wf.setting.other") },
        ]}
        value={typing ? OTHER : value}
        onChange={(event) => {
          const taken = event.currentTarget.value;
          setTyping(taken === OTHER);
          onChange(taken === OTHER ? "" : taken);
        }}
      />
      {typing && <Typed {...props} label={text("wf.setting.typed", { about: setting.about })} />}
    </>
  );
}

/** Names that several carry tell which is which by the id behind them. */
function named(values: ValuesView["values"]): readonly { readonly value: string; readonly label: string }[] {
  const count = new Map<string, number>();
  for (const { label } of values) count.set(label, (count.get(label) ?? 0) + 1);
  return values.map(({ value, label }) => ({ value, label: (count.get(label) ?? 0) > 1 ? text("wf.setting.twin", { label, value }) : label }));
}
