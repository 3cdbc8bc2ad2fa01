import type { UseMutationResult } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Confirm } from "../../ui/confirm.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";

interface Props<Asked> {
  readonly title: string;
  /** What will happen, in words. */
  readonly body: string;
  /** Words of the button that does it. */
  readonly act: string;
  /** What it is done to; null while nothing is asked. */
  readonly asked: Asked | null;
  readonly does: Pick<UseMutationResult<unknown, Error, Asked>, "mutate" | "reset" | "error" | "isPending">;
  readonly onClose: () => void;
}

/** Asks before something is done that cannot be taken back. Who closes it and asks of something else reads nothing of what failed before. */
export function AskFirst<Asked>({ title, body, act, asked, does, onClose }: Props<Asked>): ReactElement {
  const close = (): void => {
    does.reset();
    onClose();
  };
  return (
    <Confirm
      title={<bdi>{title}</bdi>}
      act={act}
      open={asked !== null}
      busy={does.isPending}
      onConfirm={() => asked !== null && does.mutate(asked)}
      onClose={close}
    >
      <p>{body}</p>
      {does.error !== null && <ProblemCard error={does.error} />}
    </Confirm>
  );
}
