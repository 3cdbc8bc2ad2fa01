import { Alert, Badge, Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, Hand } from "lucide-react";
import { useEffect, useRef, type ReactElement } from "react";
import type { ConflictView, ContactDetail, ContactField, FieldValue } from "#contract/contacts.ts";
import { fetchContact, resolveConflict, syncContact } from "../features/api.ts";
import { useNow } from "../features/live.ts";
import { ago, exactTime, text } from "../i18n/text.ts";
import { ProblemCard } from "../ui/problem-card.tsx";
import { StateBadge } from "../ui/state-badge.tsx";

/** One contact: both sides beside each other, what waits for a person, and what happened and why. */
export function ContactPage(): ReactElement {
  const { id } = useParams({ from: "/contacts/$id" });
  const query = useQuery({ queryKey: ["contact", id], queryFn: () => fetchContact(id) });
  return (
    <main className="page" id="content">
      <Link to="/contacts" search={{}}>
        <ArrowLeft size={14} aria-hidden /> {text("contact.back")}
      </Link>
      {query.isPending && <p className="muted">{text("contacts.loading")}</p>}
      {query.isError && <ProblemCard error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && <Detail contact={query.data} />}
    </main>
  );
}

function Detail({ contact }: { readonly contact: ContactDetail }): ReactElement {
  const client = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [contact.id]);
  const sync = useMutation({ mutationFn: () => syncContact(contact.id), onSettled: () => client.invalidateQueries() });
  return (
    <>
      <h1 ref={heading} tabIndex={-1} dir="auto">
        {contact.name ?? text("contact.unnamed")}
      </h1>
      <Group gap="sm">
        <StateBadge status={contact.status} />
        <span>{contact.headline}</span>
        <Button variant="default" size="xs" loading={sync.isPending} onClick={() => sync.mutate()}>
          {text("contact.sync")}
        </Button>
      </Group>
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
            <th key={column} scope="col">
              {text(`contact.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.field}>
            <th scope="row">{field.label}</th>
            <td data-label={text("contact.highlevel")} dir="auto">
              <Value value={field.highlevel} />
            </td>
            <td data-label={text("contact.incident")} dir="auto">
              <Value value={field.incident} />
            </td>
            <td data-label={text("contact.agreed")} dir="auto">
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
      <Badge variant="light" color="yellow" tt="none" leftSection={<Hand size={13} aria-hidden />}>
        {text("contact.conflict")}
      </Badge>
    );
  if (field.equal) return <span>{text("contact.equal")}</span>;
  return <span className="muted">{text(field.direction === "both" ? "contact.differs" : "contact.oneWay")}</span>;
}

function Value({ value }: { readonly value: FieldValue }): ReactElement {
  if (value === null || (Array.isArray(value) && value.length === 0)) return <span className="muted">{text("contact.empty")}</span>;
  return <>{Array.isArray(value) ? value.join(", ") : String(value)}</>;
}

function ConflictCard({ conflict, field }: { readonly conflict: ConflictView; readonly field: ContactField | undefined }): ReactElement {
  const client = useQueryClient();
  const choose = useMutation({
    mutationFn: (side: "left" | "right" | "both") => resolveConflict(conflict.id, side),
    onSettled: () => client.invalidateQueries(),
  });
  const byButtons = conflict.kind !== "ambiguous" && conflict.kind !== "delete-edit";
  const title = conflict.kind === "restored" ? "conflict.restored" : "conflict.title";
  return (
    <Alert mt="md" color="yellow" icon={<Hand aria-hidden />} title={text(title, { field: field?.label ?? conflict.field })}>
      {conflict.resolved || choose.isSuccess ? <output>{text("conflict.chosen")}</output> : <p>{text("conflict.body")}</p>}
      {!byButtons && <p>{text("conflict.other", { id: conflict.id })}</p>}
      {byButtons && !conflict.resolved && (
        <Group>
          <Button size="sm" disabled={choose.isPending} onClick={() => choose.mutate("left")}>
            {text("conflict.left")}
          </Button>
          <Button size="sm" disabled={choose.isPending} onClick={() => choose.mutate("right")}>
            {text("conflict.right")}
          </Button>
        </Group>
      )}
      {choose.isError && <ProblemCard error={choose.error} onRetry={() => choose.reset()} />}
    </Alert>
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
            <span title={exactTime(step.at)} className="muted">
              {ago(step.at, now)}
            </span>{" "}
            · {step.sentence}
            <div className="muted">{step.chain.join(" → ")}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}
