import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { syncContacts } from "../../api/contact-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";

/** What can be done with the contacts that are ticked. */
export function BulkBar({ selected, onClear }: { readonly selected: ReadonlySet<string>; readonly onClear: () => void }): ReactElement | null {
  const may = useMay("operate");
  const client = useQueryClient();
  const sync = useMutation({
    mutationFn: () => syncContacts([...selected]),
    onSuccess: () => {
      onClear();
      return client.invalidateQueries();
    },
  });
  return (
    <div aria-live="polite">
      {selected.size > 0 && (
        <div className="row-of bulk">
          <strong>{text("bulk.selected", { count: selected.size })}</strong>
          {may && (
            <Button small look="main" busy={sync.isPending} onClick={() => sync.mutate()}>
              {text("bulk.sync")}
            </Button>
          )}
          <Button small onClick={onClear}>
            {text("bulk.clear")}
          </Button>
        </div>
      )}
      {sync.isSuccess && selected.size === 0 && <p className="muted">{text("bulk.done", { count: sync.data })}</p>}
      {sync.isError && <ProblemCard error={sync.error} onRetry={() => sync.mutate()} />}
    </div>
  );
}
