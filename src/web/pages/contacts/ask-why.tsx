import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { askWhy } from "../../api/contact-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import { Answer } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface Props {
  readonly question: string;
  readonly onAsk: (question: string) => void;
}

/** "Why isn't … synced?": takes whatever people have at hand, and answers in plain words. */
export function AskWhy({ question, onAsk }: Props): ReactElement {
  const [typed, setTyped] = useState(question);
  return (
    <details className="panel ask" open={question !== ""}>
      <summary>{text("ask.title")}</summary>
      <form
        className="tools"
        onSubmit={(event) => {
          event.preventDefault();
          onAsk(typed.trim());
        }}
      >
        <TextField
          className="grow"
          label={text("ask.label")}
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" look="main">
          {text("ask.act")}
        </Button>
      </form>
      <div aria-live="polite">{question !== "" && <Told question={question} />}</div>
    </details>
  );
}

function Told({ question }: { readonly question: string }): ReactElement {
  const answer = useQuery({ queryKey: ["why", question], queryFn: () => askWhy(question) });
  return (
    <Answer query={answer} lines={2}>
      {({ verdict, reasons, contact, others }) => (
        <>
          <p className="verdict">
            <bdi>{verdict}</bdi> {contact !== null && <StateBadge status={contact.status} />}
          </p>
          <ul className="reasons">
            {reasons.map((reason) => (
              <li key={reason}>
                <bdi>{reason}</bdi>
              </li>
            ))}
            {[...(contact === null ? [] : [contact]), ...others].map(({ id, name, email }) => (
              <li key={id}>
                <Link to="/contacts/$id" params={{ id }} search={{}}>
                  {text("ask.open", { name: name ?? email ?? text("contact.unnamed") })}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </Answer>
  );
}
