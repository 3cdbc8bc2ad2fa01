import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { ConflictView, ContactField } from "#contract/contacts.ts";
import { resolveConflict } from "../../api/contact-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Value } from "../../ui/value.tsx";

/** A question to a person about one field, with both values. */
export function ConflictCard({ conflict, field }: { readonly conflict: ConflictView; readonly field: ContactField | undefined }): ReactElement {
  const client = useQueryClient();
  const may = useMay("operate");
  const choose = useMutation({
    mutationFn: (side: "left" | "right" | "both") => resolveConflict(conflict.id, side),
    onSettled: () => client.invalidateQueries(),
  });
  const byButtons = conflict.kind !== "ambiguous" && conflict.kind !== "delete-edit";
  return (
    <Notice tone="warn" read="at-once" title={text(`conflict.title.${conflict.kind}`, { field: field?.label ?? conflict.field })}>
      {conflict.resolved || choose.isSuccess ? <output>{text("conflict.chosen")}</output> : <p>{text("conflict.body")}</p>}
      {!byButtons && !conflict.resolved && may && (
        <Link to="/conflicts" search={{ kind: conflict.kind, field: conflict.field, id: conflict.id }}>
          {text("conflict.other")}
        </Link>
      )}
      {byButtons && !conflict.resolved && (
        <div className="choices">
          {(["left", "right"] as const).map((side) => (
            <div key={side}>
              <Value value={side === "left" ? conflict.highlevel : conflict.incident} />
              <Button disabled={choose.isPending || !may} onClick={() => choose.mutate(side)}>
                {text(`conflict.${side}`)}
              </Button>
            </div>
          ))}
        </div>
      )}
      {choose.isError && <ProblemCard error={choose.error} onRetry={() => choose.reset()} />}
    </Notice>
  );
}
