import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ExternalLink, Eye, EyeOff, Pause, Play, RefreshCw, Siren } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { ContactDetail } from "#contract/contacts.ts";
import { pauseContact, syncContact } from "../../api/contact-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";

interface Props {
  readonly contact: ContactDetail;
  readonly revealed: boolean;
  readonly busy: boolean;
  readonly onReveal: () => void;
}

/** How the contact stands in one sentence, how to reach it, and what can be done with it. */
export function ContactHeader({ contact, revealed, busy, onReveal }: Props): ReactElement {
  const mayReveal = useMay("reveal");
  return (
    <section className="c360-head" aria-label={text("head.title")}>
      <div className="row-of">
        <StateBadge status={contact.status} />
        <span>{contact.headline}</span>
      </div>
      {contact.incidents.length > 0 && (
        <p className="on-incident">
          <Siren size={16} aria-hidden /> {text("head.incidents", { count: contact.incidents.length })} <bdi>{contact.incidents.join(", ")}</bdi>
        </p>
      )}
      <dl className="reach">
        <dt>{text("column.email")}</dt>
        <dd>
          <bdi>{contact.email ?? text("value.empty")}</bdi>
        </dd>
        <dt>{text("column.phone")}</dt>
        <dd>
          <bdi dir="ltr">{contact.phone ?? text("value.empty")}</bdi>
        </dd>
      </dl>
      <div className="row-of">
        {mayReveal && (
          <Button small busy={busy} icon={revealed ? <EyeOff size={14} aria-hidden /> : <Eye size={14} aria-hidden />} onClick={onReveal}>
            {text(revealed ? "head.hide" : "head.reveal")}
          </Button>
        )}
        <Acts contact={contact} />
        {contact.highlevelUrl !== null && (
          <a className="outside" href={contact.highlevelUrl} target="_blank" rel="noreferrer">
            {text("head.highlevel")} <ExternalLink size={13} aria-hidden />
          </a>
        )}
        {/* incident.io has no address by which an entry is opened, so its id is handed over to be searched there. */}
        {contact.incidentId !== null && <CopyButton label={text("head.copy")} value={contact.incidentId} />}
      </div>
    </section>
  );
}

function Acts({ contact }: { readonly contact: ContactDetail }): ReactElement | null {
  const may = useMay("operate");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const renew = (): Promise<void> => client.invalidateQueries();
  const sync = useMutation({ mutationFn: () => syncContact(contact.id), onSettled: renew });
  const pause = useMutation({
    mutationFn: (paused: boolean) => pauseContact(contact.id, paused),
    onSettled: async () => {
      setAsking(false);
      await renew();
    },
  });
  if (!may) return null;
  const isPaused = contact.status === "paused";
  const failed = sync.error ?? pause.error;
  return (
    <>
      <Button small icon={<RefreshCw size={14} aria-hidden />} busy={sync.isPending} disabled={isPaused} onClick={() => sync.mutate()}>
        {text("contact.sync")}
      </Button>
      {isPaused ? (
        <Button small look="main" icon={<Play size={14} aria-hidden />} busy={pause.isPending} onClick={() => pause.mutate(false)}>
          {text("head.resume")}
        </Button>
      ) : (
        contact.status !== "ended" && (
          <Button small icon={<Pause size={14} aria-hidden />} onClick={() => setAsking(true)}>
            {text("head.pause")}
          </Button>
        )
      )}
      <output className="visually-hidden">{sync.isSuccess ? text("head.synced") : ""}</output>
      <Confirm
        title={text("head.pause")}
        act={text("head.pause.act")}
        open={asking}
        busy={pause.isPending}
        onConfirm={() => pause.mutate(true)}
        onClose={() => setAsking(false)}
      >
        <p>{text("head.pause.body")}</p>
      </Confirm>
      {failed !== null && <ProblemCard error={failed} />}
    </>
  );
}
