import "./contacts.css";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, Hand } from "lucide-react";
import type { ReactElement } from "react";
import type { ConflictView, ContactDetail, ContactField, FieldValue } from "#contract/contacts.ts";
import { fetchContact, resolveConflict, syncContact } from "../../api/contact-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago, useNow } from "../../ui/ago.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import { Answer } from "../../ui/states.tsx";

/** One contact: both sides beside each other, what waits for a person, and what happened and why. */
export function ContactPage(): ReactElement {
  const { id } = useParams({ from: "/contacts/$id" });
  const query = useQuery({ queryKey: ["contact", id], queryFn: () => fetchContact(id) });
  return (
    <Page
      title={query.isSuccess ? (query.data.name ?? text("contact.unnamed")) : text("contact.unknown")}
      before={
        <Link to="/contacts" search={{}} className="back">
          <ArrowLeft size={14} aria-hidden /> {text("contact.back")}
        </Link>
      }
    >
      <Answer query={query}>{(contact) => <Detail contact={contact} />}</Answer>
    </Page>
  );
}

function Detail({ contact }: { readonly contact: ContactDetail }): ReactElement {
  const client = useQueryClient();
  const sync = useMutation({ mutationFn: () => syncContact(contact.id), onSettled: () => client.invalidateQueries() });
  return (
    <>
      <div className="row-of">
        <StateBadge status={contact.status} />
        <span>{contact.headline}</span>
        <Button small busy={sync.isPending} onClick={() => sync.mutate()}>
          {text("contact.sync")}
        </Button>
      </div>
      {sync.isError && <ProblemCard error={sync.error} onRetry={() => sync.mutate()} />}
      {contact.conflicts.map((conflict) => (
        <ConflictCard key={conflict.id} conflict={conflict} field={contact.fields.find(({ field }) => field === conflict.field)} />
      ))}
      <section className="panel" aria-labelledby="compare">
        <h2 id="compare">{text("contact.compare")}</h2>
        <SideBySide fields={contact.fields} />
        <p className="muted">{text("contact.ids", { left: contact.highlevelId ?? "–", right: contact.incidentId ?? "–" })}</p>
      </section>
      <History contact={contact} />
    </>
  );
}

function SideBySide({ fields }: { readonly fields: readonly ContactField[] }): ReactElement {
  const columns = ["field", "highlevel", "incident", "agreed", "result"] as const;
  return (
    <table className="sides">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={column}>
              {text(`contact.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.field} data-equal={field.equal}>
            <th scope="row">{field.label}</th>
            <td data-label={text("contact.highlevel")} data-label-equal={text("contact.both")}>
              <Value value={field.highlevel} />
            </td>
            <td data-label={text("contact.incident")}>
              <Value value={field.incident} />
            </td>
            <td data-label={text("contact.agreed")}>
              {field.agreed.known ? <Value value={field.agreed.value} /> : <span className="muted">{text("contact.agreedUnknown")}</span>}
            </td>
            <td data-label={text("contact.result")}>
              <FieldState field={field} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FieldState({ field }: { readonly field: ContactField }): ReactElement {
  if (field.conflictId !== null)
    return (
      <Badge tone="warn" icon={Hand}>
        {text("contact.conflict")}
      </Badge>
    );
  if (field.equal) return <span>{text("contact.equal")}</span>;
  return <span className="muted">{text(field.direction === "both" ? "contact.differs" : "contact.oneWay")}</span>;
}

function Value({ value }: { readonly value: FieldValue }): ReactElement {
  if (value === null || (Array.isArray(value) && value.length === 0)) return <span className="muted">{text("contact.empty")}</span>;
  if (!Array.isArray(value)) return <bdi>{String(value)}</bdi>;
  return (
    <ul className="set">
      {value.map((element) => (
        <li key={element}>
          <bdi>{element}</bdi>
        </li>
      ))}
    </ul>
  );
}

function ConflictCard({ conflict, field }: { readonly conflict: ConflictView; readonly field: ContactField | undefined }): ReactElement {
  const client = useQueryClient();
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
              <Button disabled={choose.isPending} onClick={() => choose.mutate(side)}>
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

function History({ contact }: { readonly contact: ContactDetail }): ReactElement {
  const now = useNow(5_000);
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history">{text("contact.history")}</h2>
      {contact.history.length === 0 && <p className="muted">{text("contact.noHistory")}</p>}
      <ol className="history">
        {contact.history.map((step) => (
          <li key={step.id}>
            <span className="muted">
              <Ago at={step.at} now={now} />
            </span>{" "}
            · {step.sentence}
            <div className="muted">{step.chain.join(" → ")}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}
