import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { resetPassword } from "../../api/people-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { codeInAddress } from "./code-in-address.ts";
import { Door } from "./door.tsx";
import { CodeForm } from "./join-page.tsx";

/** Setting a new password with a link that an admin, or the command line, made. */
export function ResetPage(): ReactElement {
  const [code, setCode] = useState(codeInAddress);
  const [password, setPassword] = useState("");
  const asked = useMutation({ mutationFn: () => resetPassword(code, password) });
  if (asked.isSuccess)
    return (
      <Door title={text("door.reset")}>
        <Notice tone="good" read="politely" title={text("door.reset.done")}>
          <Link to="/sign-in">{text("door.sign-in")}</Link>
        </Notice>
      </Door>
    );
  return (
    <Door title={text("door.reset")} lead={text("door.reset.lead")}>
      {code === "" ? (
        <CodeForm onCode={setCode} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            asked.mutate();
          }}
        >
          <PasswordField label={text("door.password.new")} kind="new" hint={text("password.hint")} value={password} onChange={setPassword} />
          {asked.isError && <ProblemCard error={asked.error} />}
          <Button type="submit" look="main" busy={asked.isPending}>
            {text("door.reset.act")}
          </Button>
        </form>
      )}
    </Door>
  );
}
