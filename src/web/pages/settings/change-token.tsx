import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { ConnectionDetail } from "#contract/accounts.ts";
import { changeToken } from "../../api/account-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { CheckSteps } from "./check-steps.tsx";

interface Props {
  readonly detail: ConnectionDetail;
  readonly open: boolean;
  readonly onClose: () => void;
  /** Told how many records go on, once the new token is in use. */
  readonly onDone: (resumed: number) => void;
}

/** Takes a new token in place: tested beside the old one, and then all that waited goes on. */
export function ChangeToken({ detail, open, onClose, onDone }: Props): ReactElement {
  const { connection } = detail;
  const [token, setToken] = useState("");
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => changeToken(connection.id, token),
    onSuccess(answer) {
      if (!answer.switched) return;
      setToken("");
      onDone(answer.resumed);
      void queries.invalidateQueries();
    },
  });
  const refused = change.data !== undefined && !change.data.switched ? change.data.after : null;
  return (
    <Dialog title={<bdi>{connection.name}</bdi>} open={open} onClose={onClose}>
      <form
        className="account-form"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <TextField
          label={text(connection.vendor === "highlevel" ? "connections.token" : "connections.token.key")}
          description={text("connections.token.hint")}
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={token}
          required
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        {refused !== null && (
          <Notice tone="bad" title={text("connections.token.failed")} read="at-once">
            <CheckSteps check={refused} />
          </Notice>
        )}
        {change.isError && <ProblemCard error={change.error} />}
        <div className="dialog-foot">
          <Button onClick={onClose}>{text("dialog.cancel")}</Button>
          <Button type="submit" look="main" busy={change.isPending} disabled={token.trim() === ""}>
            {text("connections.token.submit")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
