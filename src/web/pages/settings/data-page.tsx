import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { DataView } from "#contract/data.ts";
import { fetchData } from "../../api/data-calls.ts";
import { text } from "../../i18n/text.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/states.tsx";
import { OnePerson } from "./one-person.tsx";
import { Retention } from "./retention-form.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

/** What is kept of people, for how long, who sees it; and one person's data, to hand over or remove. */
export const DataPage = (): ReactElement => (
  <SettingsFrame title={text("settings.data")} needs="administer" lead={text("data.lead")}>
    <section className="panel" aria-labelledby="leaves">
      <h2 id="leaves">{text("data.leaves")}</h2>
      <p>{text("data.leaves.body")}</p>
    </section>
    <OnePerson />
    <Kept />
  </SettingsFrame>
);

function Kept(): ReactElement {
  const data = useQuery({ queryKey: ["data"], queryFn: fetchData, meta: { topics: ["config"] } });
  return (
    <Answer query={data}>
      {({ retention, fields }) => (
        <>
          <Retention rows={retention} />
          <PersonalFields fields={fields} />
        </>
      )}
    </Answer>
  );
}

function PersonalFields({ fields }: Pick<DataView, "fields">): ReactElement {
  return (
    <section className="panel" aria-labelledby="personal-fields">
      <h2 id="personal-fields">{text("data.masked")}</h2>
      <p className="muted">{text("data.masked.body")}</p>
      {fields.length === 0 ? (
        <p>{text("data.masked.none")}</p>
      ) : (
        <DataTable
          label={text("data.masked.list")}
          rows={fields}
          rowKey={({ flow, label }) => `${flow} ${label}`}
          columns={[
            { key: "field", label: text("data.field"), cell: ({ label }) => <bdi>{label}</bdi> },
            { key: "flow", label: text("data.flow"), cell: ({ flow }) => <bdi>{flow}</bdi> },
            { key: "shown", label: text("data.shown"), cell: ({ masked }) => text(masked ? "data.shown.masked" : "data.shown.plain") },
          ]}
        />
      )}
    </section>
  );
}
