import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { ConflictView, ContactField } from "#contract/contacts.ts";
import { resolveConflict } from "../../api/contact-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Value } from "./contact-fields.tsx";

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
      {!byButtons && <p>{text("conflict.other", { id: conflict.id })}</p>}
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
