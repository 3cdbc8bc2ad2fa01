import "../../ui/list-tools.css";
import "./contacts.css";
import "./contact-360.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { ContactAround } from "#contract/contact-360.ts";
import { contactTabs } from "#contract/contact-filter.ts";
import type { ContactDetail } from "#contract/contacts.ts";
import { fetchAround, fetchContact, revealContact } from "../../api/contact-calls.ts";
import { text } from "../../i18n/text.ts";
import { Page } from "../../ui/page.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { ConflictCard } from "./conflict-card.tsx";
import { ContactAside } from "./contact-aside.tsx";
import { SideBySide } from "./contact-fields.tsx";
import { ContactHeader } from "./contact-header.tsx";
import { ContactLinks } from "./contact-links.tsx";
import { Timeline } from "./timeline.tsx";

/** One contact with all that hangs on it. */
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
      <Answer query={query}>{(contact) => <Whole key={id} contact={contact} />}</Answer>
    </Page>
  );
}

function Whole({ contact }: { readonly contact: ContactDetail }): ReactElement {
  const { id } = contact;
  const { tab = "timeline" } = useSearch({ from: "/contacts/$id" });
  const around = useQuery({ queryKey: ["contact", id, "around"], queryFn: () => fetchAround(id) });
  const [open, setOpen] = useState(false);
  const reveal = useMutation({ mutationFn: () => revealContact(id), onSuccess: () => setOpen(true) });
  const shown = open && reveal.data !== undefined ? reveal.data : null;
  const seen = shown?.contact ?? contact;
  const toggle = (): void => (shown === null ? reveal.mutate() : setOpen(false));
  return (
    <>
      <ContactHeader
        contact={{ ...contact, email: seen.email, phone: seen.phone }}
        revealed={shown !== null}
        busy={reveal.isPending}
        onReveal={toggle}
      />
      {reveal.isError && <ProblemCard error={reveal.error} onRetry={() => reveal.mutate()} />}
      {seen.conflicts.map((conflict) => (
        <ConflictCard key={conflict.id} conflict={conflict} field={seen.fields.find(({ field }) => field === conflict.field)} />
      ))}
      <div className="c360">
        <div className="c360-main">
          <Tabs id={id} current={tab} />
          {tab === "timeline" && <Timeline id={id} />}
          {tab === "fields" && (
            <section className="panel" aria-labelledby="compare">
              <h2 id="compare">{text("contact.compare")}</h2>
              <SideBySide fields={seen.fields} />
            </section>
          )}
          {tab === "links" && <Answer query={around}>{({ links }) => <ContactLinks links={links} />}</Answer>}
          {tab === "raw" && <Raw contact={seen} around={around.data} />}
        </div>
        <Answer query={around}>{(data) => <ContactAside contact={seen} around={shown?.around ?? data} />}</Answer>
      </div>
    </>
  );
}

function Tabs({ id, current }: { readonly id: string; readonly current: (typeof contactTabs)[number] }): ReactElement {
  return (
    <nav className="tabs" aria-label={text("tabs.title")}>
      {contactTabs.map((tab) => (
        <Link key={tab} to="/contacts/$id" params={{ id }} search={{ tab }} aria-current={tab === current ? "page" : undefined} replace>
          {text(`tabs.${tab}`)}
        </Link>
      ))}
    </nav>
  );
}

/** Everything this page was told, as the API told it. */
function Raw({ contact, around }: { readonly contact: ContactDetail; readonly around: ContactAround | undefined }): ReactElement {
  return (
    <section className="panel" aria-labelledby="raw">
      <h2 id="raw">{text("tabs.raw")}</h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it takes the keyboard */}
      <pre className="raw" tabIndex={0} aria-labelledby="raw">
        <bdi>{JSON.stringify({ contact, around }, null, 2)}</bdi>
      </pre>
    </section>
  );
}
