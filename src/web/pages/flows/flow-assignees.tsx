import { useState, type ReactElement } from "react";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface Props {
  readonly assignees: Readonly<Record<string, string>>;
  readonly onChange: (assignees: Readonly<Record<string, string>>) => void;
}

/** Who a HighLevel user is at incident.io, where the addresses differ. */
export function Assignees({ assignees, onChange }: Props): ReactElement {
  const [user, setUser] = useState("");
  const [email, setEmail] = useState("");
  const ready = user.trim() !== "" && email.includes("@");
  return (
    <fieldset className="flow-assignees">
      <legend>{text("flow.rule.assignee")}</legend>
      <ul>
        {Object.entries(assignees).map(([known, address]) => (
          <li key={known}>
            <bdi>{known}</bdi> → <bdi>{address}</bdi>{" "}
            <Button small look="quiet" onClick={() => onChange(Object.fromEntries(Object.entries(assignees).filter(([other]) => other !== known)))}>
              {text("flow.rule.assignee.forget", { user: known })}
            </Button>
          </li>
        ))}
      </ul>
      <div className="row-of flow-add">
        <TextField label={text("flow.rule.assignee.user")} value={user} onChange={(event) => setUser(event.currentTarget.value)} />
        <TextField label={text("flow.rule.assignee.email")} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
        <Button
          disabled={!ready}
          onClick={() => {
            onChange({ ...assignees, [user.trim()]: email.trim() });
            setUser("");
            setEmail("");
          }}
        >
          {text("flow.rule.assignee.add")}
        </Button>
      </div>
    </fieldset>
  );
}
