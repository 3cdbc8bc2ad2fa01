import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useEffect, useReducer, useState } from "react";
import type { WorkflowDetail } from "#contract/workflows.ts";
import type { WorkflowDefinition } from "#core/workflow/definition.ts";
import { keepDraft } from "../../api/workflow-calls.ts";
import { begun, changed, stepped, type UndoHistory } from "../../ui/undo-history.ts";

/** Milliseconds without a change after which a draft is kept at the server. */
const REST_MS = 400;

/** Another definition, or what makes it out of the one that is there by then. */
export type Edited = WorkflowDefinition | ((now: WorkflowDefinition) => WorkflowDefinition);

/** A draft that is being changed, and kept at the server whenever the hands rest. */
export interface Draft {
  readonly history: DraftHistory;
  readonly edit: (next: Edited, typing?: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** `kept`: the server has it. `waits`: it is on its way. `refused`: the server could not keep it as it is. */
  readonly state: "kept" | "waits" | "refused";
  readonly error: Error | null;
  /** Sends what was refused once more. */
  readonly again: () => void;
  /** Somebody else changed the draft meanwhile; null when nobody did. */
  readonly theirs: WorkflowDefinition | null;
  readonly takeTheirs: () => void;
  /** Asks a person who leaves with a change that is not kept; null while nobody leaves. */
  readonly leaving: { readonly stay: () => void; readonly leave: () => void } | null;
}

type DraftHistory = UndoHistory<WorkflowDefinition>;
type DraftAct = { readonly do: "edit"; readonly next: Edited; readonly typing: string | null } | { readonly do: "undo" | "redo" };

function drafted(history: DraftHistory, act: DraftAct): DraftHistory {
  if (act.do !== "edit") return stepped(history, act.do);
  return changed(history, typeof act.next === "function" ? act.next(history.now) : act.next, act.typing);
}

export function useDraft(workflow: WorkflowDetail): Draft {
  const client = useQueryClient();
  const server = workflow.draft as unknown as WorkflowDefinition;
  const [history, act] = useReducer(drafted, server, begun<WorkflowDefinition>);
  // As we sent it, and as the server has it: it fills in what was left out.
  const [{ kept, answered }, setKept] = useState(() => ({ kept: JSON.stringify(server), answered: JSON.stringify(server) }));
  const wanted = JSON.stringify(history.now);
  const keep = useMutation({
    mutationFn: (text: string) => keepDraft(workflow.id, JSON.parse(text)),
    onSuccess(detail, text) {
      setKept({ kept: text, answered: JSON.stringify(detail.draft) });
      client.setQueryData(["workflow", workflow.id], detail);
    },
    // One after the other, so that what came last is what stays.
    scope: { id: `draft of ${workflow.id}` },
    retry: false,
  });
  const { mutate, mutateAsync } = keep;
  const isTried = keep.variables === wanted && (keep.isPending || keep.isError);
  useEffect(() => {
    if (wanted === kept || isTried) return undefined;
    const timer = setTimeout(() => mutate(wanted), REST_MS);
    return () => clearTimeout(timer);
  }, [wanted, kept, isTried, mutate]);
  const arrived = JSON.stringify(server);
  const isTheirs = arrived !== answered && arrived !== wanted && !keep.isPending;
  const isChanged = wanted !== kept;
  const blocker = useBlocker({
    // What is still on its way is brought there first; only what the server does not keep is worth a question.
    async shouldBlockFn({ current, next }) {
      if (!isChanged || current.pathname === next.pathname) return false;
      return mutateAsync(wanted).then(
        () => false,
        () => true,
      );
    },
    enableBeforeUnload: isChanged,
    withResolver: true,
  });
  return {
    history,
    edit: (next, typing) => act({ do: "edit", next, typing: typing ?? null }),
    undo: () => act({ do: "undo" }),
    redo: () => act({ do: "redo" }),
    state: !isChanged ? "kept" : isTried && keep.isError ? "refused" : "waits",
    error: isChanged && isTried ? keep.error : null,
    again: () => mutate(wanted),
    theirs: isTheirs ? server : null,
    takeTheirs() {
      setKept({ kept: arrived, answered: arrived });
      act({ do: "edit", next: server, typing: null });
    },
    leaving: blocker.status === "blocked" ? { stay: blocker.reset, leave: blocker.proceed } : null,
  };
}
