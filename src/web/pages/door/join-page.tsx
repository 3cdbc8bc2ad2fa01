import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { join, lookAtCode } from "../../api/people-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Loading } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { codeInAddress } from "./code-in-address.ts";
import { Door } from "./door.tsx";
import { EmailField } from "./email-field.tsx";
import { useArrive } from "./use-arrive.ts";

/** Making an account, with the set-up code or from an invitation. */
export function JoinPage(): ReactElement {
  const [code, setCode] = useState(codeInAddress);
  const looked = useQuery({ queryKey: ["code", code], queryFn: () => lookAtCode(code), enabled: code !== "", retry: false });
  const role = looked.data?.role;
  return (
    <Door title={text("door.join")} {...(role !== undefined && { lead: text("door.join.lead", { role: text(`role.${role}`) }) })}>
      {role !== undefined && <AccountForm code={code} />}
      {role === undefined && looked.isLoading && <Loading lines={4} />}
      {looked.isError && <ProblemCard error={looked.error} />}
      {role === undefined && !looked.isLoading && <CodeForm onCode={setCode} />}
    </Door>
  );
}

/** Asks for the code, when the link did not bring a good one. */
export function CodeForm({ onCode }: { readonly onCode: (code: string) => void }): ReactElement {
  const [typed, setTyped] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onCode(typed.trim().split("#").at(-1) ?? "");
      }}
    >
      <TextField
        label={text("door.entry-code")}
        description={text("door.entry-code.hint")}
        autoComplete="off"
        required
        withAsterisk={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" look="main">
        {text("door.go-on")}
      </Button>
    </form>
  );
}

function AccountForm({ code }: { readonly code: string }): ReactElement {
  const arrive = useArrive();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const asked = useMutation({ mutationFn: () => join({ code, name, email, password }), onSuccess: () => arrive() });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        asked.mutate();
      }}
    >
      <TextField
        label={text("door.name")}
        autoComplete="name"
        required
        withAsterisk={false}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <EmailField value={email} onChange={setEmail} />
      <PasswordField label={text("door.password")} kind="new" hint={text("password.hint")} value={password} onChange={setPassword} />
      {asked.isError && <ProblemCard error={asked.error} />}
      <Button type="submit" look="main" busy={asked.isPending}>
        {text("door.join.act")}
      </Button>
    </form>
  );
}
