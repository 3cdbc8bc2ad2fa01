import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactElement } from "react";
import type { RecordCheckView, RepairRequest } from "#contract/repair.ts";
import { checkRecord, repairRecord } from "../../api/repair-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";

/** Looks whether both records are there, and offers what can be done when one is not. */
export function RepairDialog({ contactId, onClose }: { readonly contactId: string; readonly onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const check = useMutation({ mutationFn: () => checkRecord(contactId) });
  const repair = useMutation({ mutationFn: (asked: RepairRequest) => repairRecord(contactId, asked), onSettled: () => client.invalidateQueries() });
  const { mutate } = check;
  useEffect(() => mutate(), [mutate]);
  return (
    <Dialog title={text("repair.title")} open onClose={onClose}>
      <output>
        {check.isPending && <p>{text("repair.looking")}</p>}
        {repair.isSuccess && <Notice tone="good" title={text("repair.done")} />}
      </output>
      {check.isError && <ProblemCard error={check.error} onRetry={() => mutate()} />}
      {repair.isError && <ProblemCard error={repair.error} />}
      {check.data !== undefined && !repair.isSuccess && (
        <Choices check={check.data} busy={repair.isPending} onRepair={(asked) => repair.mutate(asked)} />
      )}
    </Dialog>
  );
}

interface ChoicesProps {
  readonly check: RecordCheckView;
  readonly busy: boolean;
  readonly onRepair: (asked: RepairRequest) => void;
}

function Choices({ check, busy, onRepair }: ChoicesProps): ReactElement {
  const missing = check.sides.filter(({ state }) => state === "missing");
  return (
    <>
      <ul className="plain">
        {check.sides.map(({ side, recordId, state }) => (
          <li key={side}>
            {text(`activity.side.${side}`)} <bdi>{recordId ?? ""}</bdi>: {text(`repair.state.${state}`)}
          </li>
        ))}
      </ul>
      {missing.length === 0 && <p>{text("repair.nothing")}</p>}
      {check.candidates.map(({ side, recordId, title, matchedBy }) => (
        <div key={recordId} className="repair-choice">
          <p>
            <strong>
              <bdi>{title ?? recordId}</bdi>
            </strong>{" "}
            <span className="muted">{text("repair.matched", { by: matchedBy.join(", ") })}</span>
          </p>
          <Button busy={busy} onClick={() => onRepair({ do: "relink", side, recordId })}>
            {text("repair.relink")}
          </Button>
        </div>
      ))}
      {missing.length === 1 && missing[0] !== undefined && (
        <div className="repair-choice">
          <p>{text("repair.create.effect", { side: text(`activity.side.${missing[0].side}`) })}</p>
          <Button busy={busy} onClick={() => onRepair({ do: "create", side: missing[0]?.side ?? "incident" })}>
            {text("repair.create")}
          </Button>
        </div>
      )}
      {missing.length > 0 && (
        <div className="repair-choice">
          <p>{text("repair.unlink.effect")}</p>
          <Button busy={busy} onClick={() => onRepair({ do: "unlink" })}>
            {text("repair.unlink")}
          </Button>
        </div>
      )}
    </>
  );
}
