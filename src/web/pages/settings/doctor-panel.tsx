import { Link, linkOptions } from "@tanstack/react-router";
import { CircleCheck, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactElement } from "react";
import type { DoctorView } from "#contract/storage.ts";
import { runDoctor } from "../../api/storage-calls.ts";
import { text } from "../../i18n/text.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { useAct } from "./use-act.ts";

const looks = { ok: ["good", CircleCheck], warn: ["warn", TriangleAlert], fail: ["bad", OctagonAlert] } as const;

/** Has everything looked at that Highwire stands on; what needs somebody comes first. */
export function DoctorPanel(): ReactElement {
  const asked = useAct(runDoctor, { renews: ["storage"] });
  return (
    <section className="panel" aria-labelledby="doctor">
      <h2 id="doctor">{text("storage.doctor")}</h2>
      <p className="muted">{text("storage.doctor.body")}</p>
      <Button look="main" busy={asked.isPending} onClick={() => asked.mutate(undefined)}>
        {text("storage.doctor.run")}
      </Button>
      <output className="below" aria-live="polite">
        {asked.isError && <ProblemCard error={asked.error} />}
        {asked.data !== undefined && <Found checks={asked.data.checks} />}
      </output>
    </section>
  );
}

function Found({ checks }: DoctorView): ReactElement {
  const ill = checks.filter(({ state }) => state !== "ok");
  const sorted = [
    ...ill.filter(({ state }) => state === "fail"),
    ...ill.filter(({ state }) => state === "warn"),
    ...checks.filter(({ state }) => state === "ok"),
  ];
  return (
    <>
      <Notice
        tone={ill.length === 0 ? "good" : "warn"}
        title={ill.length === 0 ? text("storage.doctor.well", { count: checks.length }) : text("storage.doctor.ill", { count: ill.length })}
      />
      <DataTable
        label={text("storage.doctor.list")}
        rows={sorted}
        rowKey={({ name, says }) => `${name} ${says}`}
        columns={[
          { key: "name", label: text("storage.doctor.name"), cell: ({ name }) => <bdi>{name}</bdi> },
          {
            key: "state",
            label: text("storage.doctor.state"),
            cell: ({ state }) => (
              <Badge tone={looks[state][0]} icon={looks[state][1]}>
                {text(`storage.state.${state}`)}
              </Badge>
            ),
          },
          { key: "says", label: text("storage.doctor.says"), cell: ({ says }) => <bdi>{says}</bdi> },
          {
            key: "fix",
            label: text("storage.doctor.fix"),
            cell: (check) => <Mend {...check} />,
          },
        ]}
      />
    </>
  );
}

const links = {
  connections: linkOptions({ to: "/settings/connections", search: {} }),
  flows: linkOptions({ to: "/flows" }),
  failures: linkOptions({ to: "/activity", search: { result: "failed" } }),
  conflicts: linkOptions({ to: "/conflicts", search: {} }),
};

/** The page on which it is mended, where there is one, and the command or act that does the same. */
function Mend({ fix, page }: Pick<DoctorView["checks"][number], "fix" | "page">): ReactElement | null {
  if (fix === null) return null;
  return (
    <>
      {page !== null && (
        <>
          <Link {...links[page]}>{text(`storage.doctor.page.${page}`)}</Link>
          <br />
        </>
      )}
      <code>
        <bdi>{fix}</bdi>
      </code>
    </>
  );
}
