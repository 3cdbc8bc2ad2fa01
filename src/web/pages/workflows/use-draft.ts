import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useEffect, useReducer, useState } from "react";
import type { WorkflowDetail } from "#contract/workflows.ts";
import type { WorkflowDefinition } from "#core/workflow/definition.ts";
import { keepDraft } from "../../api/workflow-calls.ts";
import { drafted, type DraftHistory } from "./draft-history.ts";

/** Milliseconds without a change after which a draft is kept at the server. */
const REST_MS = 400;

/** A draft that is being changed, and kept at the server whenever the hands rest. */
export interface Draft {
  readonly history: DraftHistory;
  readonly edit: (next: WorkflowDefinition, typing?: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** `kept`: the server has it. `waits`: it is on its way. `refused`: the server could not keep it as it is. */
  readonly state: "kept" | "waits" | "refused";
  readonly error: Error | null;
  /** Somebody else changed the draft meanwhile; null when nobody did. */
  readonly theirs: WorkflowDefinition | null;
  readonly takeTheirs: () => void;
  /** Asks a person who leaves with a change that is not kept; null while nobody leaves. */
  readonly leaving: { readonly stay: () => void; readonly leave: () => void } | null;
}

export function useDraft(workflow: WorkflowDetail): Draft {
  const client = useQueryClient();
  const server = workflow.draft as unknown as WorkflowDefinition;
  const [history, act] = useReducer(drafted, server, (now): DraftHistory => ({ now, past: [], future: [], typing: null }));
  // As we sent it, and as the server has it: it fills in what was left out.
  const [{ kept, answered }, setKept] = useState(() => ({ kept: JSON.stringify(server), answered: JSON.stringify(server) }));
  const wanted = JSON.stringify(history.now);
  const keep = useMutation({
    mutationFn: (text: string) => keepDraft(workflow.id, JSON.parse(text)),
    onSuccess(detail, text) {
      setKept({ kept: text, answered: JSON.stringify(detail.draft) });
      client.setQueryData(["workflow", workflow.id], detail);
    },
    retry: false,
  });
  const { mutate } = keep;
  useEffect(() => {
    if (wanted === kept) return undefined;
    const timer = setTimeout(() => mutate(wanted), REST_MS);
    return () => clearTimeout(timer);
  }, [wanted, kept, mutate]);
  const arrived = JSON.stringify(server);
  const isTheirs = arrived !== answered && arrived !== wanted && !keep.isPending;
  const isChanged = wanted !== kept;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && current.pathname !== next.pathname,
    enableBeforeUnload: isChanged,
    withResolver: true,
  });
  return {
    history,
    edit: (next, typing) => act({ do: "edit", next, ...(typing !== undefined && { typing }) }),
    undo: () => act({ do: "undo" }),
    redo: () => act({ do: "redo" }),
    state: !isChanged ? "kept" : keep.isError && keep.variables === wanted ? "refused" : "waits",
    error: isChanged && keep.variables === wanted ? keep.error : null,
    theirs: isTheirs ? server : null,
    takeTheirs() {
      setKept({ kept: arrived, answered: arrived });
      act({ do: "edit", next: server });
    },
    leaving: blocker.status === "blocked" ? { stay: blocker.reset, leave: blocker.proceed } : null,
  };
}
