import { useQuery } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useReducer, type Dispatch } from "react";
import type { MappingAttempt, MappingRow, MappingView } from "#contract/mapping.ts";
import { attemptMapping } from "../../api/mapping-calls.ts";
import { useRested } from "../../ui/use-rested.ts";
import { begun } from "../../ui/undo-history.ts";
import { drafted, keyed, sent, type DraftAct, type DraftHistory } from "./draft-history.ts";

/** Milliseconds without a change after which a draft is tried on real records. */
const REST_MS = 350;

export interface MappingDraft {
  readonly history: DraftHistory;
  readonly act: Dispatch<DraftAct>;
  readonly isChanged: boolean;
  /** What the rows would make of real records, and what is wrong with them; null until the first answer. */
  readonly attempt: MappingAttempt | null;
  /** The answer is of older rows. */
  readonly isBehind: boolean;
  readonly error: Error | null;
  /** Asks a person who leaves with a change that is not saved; null while nobody leaves. */
  readonly leaving: { readonly stay: () => void; readonly leave: () => void } | null;
}

/** A mapping that is being changed, tried on real records as soon as the hands rest. */
export function useMappingDraft(mapping: MappingView): MappingDraft {
  const [history, act] = useReducer(drafted, mapping, ({ rows }) => begun(keyed(rows)));
  const wanted = JSON.stringify(sent(history.now));
  const rested = useRested(wanted, REST_MS);
  const query = useQuery({
    queryKey: ["mapping-attempt", mapping.bridge.id, mapping.number, rested],
    queryFn: () => attemptMapping(mapping.bridge.id, JSON.parse(rested) as readonly MappingRow[]),
    placeholderData: (before) => before,
    staleTime: 60_000,
    retry: false,
    meta: { topics: [] },
  });
  const isChanged = wanted !== JSON.stringify(mapping.rows);
  const blocker = useBlocker({ shouldBlockFn: () => isChanged, enableBeforeUnload: isChanged, withResolver: true });
  return {
    history,
    act,
    isChanged,
    attempt: query.data ?? null,
    isBehind: query.isPlaceholderData || query.isPending || rested !== wanted,
    error: query.error,
    leaving: blocker.status === "blocked" ? { stay: blocker.reset, leave: blocker.proceed } : null,
  };
}
