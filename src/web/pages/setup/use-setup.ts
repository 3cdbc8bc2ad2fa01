import { useMutation, useQueryClient } from "@tanstack/react-query";
import { setupSteps, type SetupChange, type SetupState, type SetupStep } from "#contract/setup.ts";
import { changeSetup } from "../../api/setup-calls.ts";

export interface SetupActs {
  /** Notes choices at the server. */
  readonly note: (change: SetupChange) => void;
  readonly go: (step: SetupStep) => void;
  /** Goes on to the step behind this one, with what was chosen here. */
  readonly next: (state: SetupState, change?: SetupChange) => void;
  /** Goes on and marks the step as put off. */
  readonly putOff: (state: SetupState) => void;
  readonly busy: boolean;
  readonly error: Error | null;
}

/** Changes to how far the set-up has come. They are shown at once and kept by the server, so that nothing has to be entered twice. */
export function useSetup(): SetupActs {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: changeSetup,
    onMutate: async (wanted) => {
      await client.cancelQueries({ queryKey: ["setup"] });
      client.setQueryData<SetupState>(["setup"], (old) => old && ({ ...old, ...wanted } as SetupState));
    },
    onSuccess: (state) => client.setQueryData(["setup"], state),
    onError: () => client.invalidateQueries({ queryKey: ["setup"] }),
  });
  const after = ({ step }: SetupState): SetupStep => setupSteps[setupSteps.indexOf(step) + 1] ?? step;
  return {
    note: (wanted) => change.mutate(wanted),
    go: (step) => change.mutate({ step }),
    next: (state, wanted = {}) => change.mutate({ ...wanted, step: after(state), later: state.later.filter((step) => step !== state.step) }),
    putOff: (state) => change.mutate({ step: after(state), later: [...new Set([...state.later, state.step])] }),
    busy: change.isPending,
    error: change.error,
  };
}
