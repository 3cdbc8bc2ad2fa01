import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import type { ErrorView } from "#contract/problem.ts";
import { useErrors } from "../../api/error-calls.ts";
import { text } from "../../i18n/text.ts";
import { AddressLink } from "../../ui/address-link.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { RepairDialog } from "./repair-dialog.tsx";
import { Outcome, useVerbs } from "./verbs.tsx";

interface Props {
  readonly code: string;
  /** Null where it is about several records. */
  readonly contactId: string | null;
}

/** What went wrong: what happened, what was done already, the one thing to press, and what happens if nobody does. */
export function Diagnosis({ code, contactId }: Props): ReactElement {
  const found = useErrors()?.find((one) => one.code === code);
  if (found === undefined) return <></>;
  return (
    <Notice tone={found.who === "nobody" ? "info" : "bad"} title={`${found.title} (${found.number})`}>
      <p>{found.cause}</p>
      <p>{text(`diagnosis.done.${familyOf(found)}`)}</p>
      <Mend error={found} contactId={contactId} />
      <details>
        <summary>{text("diagnosis.details")}</summary>
        <p>{text(`diagnosis.ignored.${familyOf(found)}`)}</p>
        <p>
          {text("diagnosis.who")}: {text(`diagnosis.who.${found.who}`)}
        </p>
        <p>
          <code>{found.code}</code>
        </p>
      </details>
    </Notice>
  );
}

/** Errors that are met alike, for what was done and what happens if nobody acts. */
function familyOf({ kind }: ErrorView): "transient" | "auth" | "rejected" | "drift" | "webhook" | "other" {
  const [first, second] = kind.split(".");
  if (first === "vendor" && (second === "transient" || second === "auth" || second === "rejected" || second === "drift")) return second;
  return kind === "webhook" ? "webhook" : "other";
}

/** Where buttons lead that open another page. */
const pages: Partial<Readonly<Record<NonNullable<ErrorView["button"]>, string>>> = {
  reauthenticate: "/settings/connections",
  connect: "/settings/connections",
  "grant-permission": "/settings/connections",
  "new-secret": "/settings/connections",
  "open-conflicts": "/conflicts",
  "fix-field": "/flows",
  "open-flows": "/flows",
  "new-plan": "/flows",
  "review-deletes": "/flows",
  "sign-in": "/sign-in",
};

function Mend({ error, contactId }: { readonly error: ErrorView; readonly contactId: string | null }): ReactElement {
  const { button, fix } = error;
  const verbs = useVerbs();
  const [asking, setAsking] = useState(false);
  if (button === null) return <p>{text("diagnosis.none")}</p>;
  const words = text(`diagnosis.button.${button}`);
  const page = pages[button];
  if (page !== undefined)
    return (
      <p>
        {fix} <AddressLink href={page}>{words}</AddressLink>
      </p>
    );
  if (button === "show-proof")
    return (
      <p>
        {fix}{" "}
        <Link from="/activity" to="/activity" search={(old) => ({ ...old, tab: "requests" as const })}>
          {words}
        </Link>
      </p>
    );
  if (contactId === null || button === "run-doctor" || button === "reload") return <p>{fix}</p>;
  if (button === "open-record")
    return (
      <p>
        {fix}{" "}
        <Link to="/contacts/$id" params={{ id: contactId }} search={{}}>
          {words}
        </Link>
      </p>
    );
  return (
    <>
      <p>{fix}</p>
      <Outcome verbs={verbs} />
      <Button look="main" busy={verbs.busy} onClick={() => (button === "verify-contact" ? setAsking(true) : verbs.retry({ contacts: [contactId] }))}>
        {words}
      </Button>
      {asking && <RepairDialog contactId={contactId} onClose={() => setAsking(false)} />}
    </>
  );
}
