import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { ActivityStory } from "#contract/activity.ts";
import { reveal } from "../../api/activity-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Value } from "../../ui/value.tsx";

/** What was written, before and after. Personal values are masked until somebody who may asks for them. */
export function DiffTab({ story }: { readonly story: ActivityStory }): ReactElement {
  const may = useMay("reveal");
  const shown = useMutation({ mutationFn: () => reveal(story.id, "values") });
  const rows = shown.data?.diff ?? story.diff;
  if (rows.length === 0) return <p className="muted">{text("activity.diff.none")}</p>;
  const side = story.side === null ? null : text(`activity.side.${story.side}`);
  return (
    <>
      {side !== null && <p>{text("activity.diff.side", { side })}</p>}
      <DataTable
        label={text("activity.tab.diff")}
        rows={rows}
        rowKey={({ field }) => field}
        columns={[
          { key: "field", label: text("activity.diff.field"), cell: ({ label }) => <bdi>{label}</bdi> },
          { key: "before", label: text("activity.diff.before"), cell: ({ before }) => <Value value={before} /> },
          { key: "after", label: text("activity.diff.after"), cell: ({ after }) => <Value value={after} /> },
        ]}
      />
      {may && rows.some(({ masked }) => masked) && (
        <p>
          <Button small busy={shown.isPending} onClick={() => shown.mutate()}>
            {text("activity.reveal")}
          </Button>{" "}
          <span className="muted small">{text("activity.reveal.noted")}</span>
        </p>
      )}
      {shown.isError && <ProblemCard error={shown.error} />}
    </>
  );
}
