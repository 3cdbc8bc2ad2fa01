import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { InvitationView } from "#contract/people.ts";
import type { Role } from "#core/policy/role.ts";
import { fetchPeople, invite, withdrawInvitation } from "../../api/people-calls.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Button } from "../../ui/button.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { PeopleTable } from "./people-table.tsx";
import { PermissionMatrix } from "./permission-matrix.tsx";
import { RoleSelect } from "./role-select.tsx";
import { SettingsFrame } from "./settings-frame.tsx";
import { useAct } from "./use-act.ts";

/** Who may sign in, as what, and who was invited. */
export function PeoplePage(): ReactElement {
  return (
    <SettingsFrame title={text("settings.people")} needs="administer" lead={text("settings.people.about")}>
      <People />
    </SettingsFrame>
  );
}

function People(): ReactElement {
  const people = useQuery({ queryKey: ["people"], queryFn: fetchPeople });
  return (
    <>
      <InviteForm />
      <Answer query={people}>
        {(data) => (
          <>
            {data.people.length === 0 ? <p className="muted">{text("people.none")}</p> : <PeopleTable people={data.people} />}
            {data.invitations.length > 0 && <Invitations invitations={data.invitations} />}
          </>
        )}
      </Answer>
      <PermissionMatrix />
    </>
  );
}

function InviteForm(): ReactElement {
  const [role, setRole] = useState<Role>("viewer");
  const [note, setNote] = useState("");
  const asked = useAct((given: { readonly role: Role; readonly note: string }) => invite(given.role, given.note), {
    renews: ["people"],
    onDone: () => setNote(""),
  });
  return (
    <section className="panel" aria-labelledby="invite">
      <h2 id="invite">{text("people.invite")}</h2>
      <form
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          asked.mutate({ role, note });
        }}
      >
        <RoleSelect label={text("people.role")} value={role} onChange={setRole} />
        <TextField label={text("people.note")} maxLength={100} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <Button type="submit" look="main" busy={asked.isPending}>
          {text("people.invite.act")}
        </Button>
      </form>
      {asked.isError && <ProblemCard error={asked.error} />}
      {asked.data !== undefined && (
        <Notice tone="good" read="politely" title={text("people.invite.done", { until: exactTime(asked.data.invitation.expiresAt) })}>
          <CopyField label={text("people.invite.link")} value={asked.data.link} />
        </Notice>
      )}
    </section>
  );
}

function Invitations({ invitations }: { readonly invitations: readonly InvitationView[] }): ReactElement {
  const withdraw = useAct(withdrawInvitation, { renews: ["people"], done: text("people.withdrawn") });
  return (
    <section className="panel" aria-labelledby="invitations">
      <h2 id="invitations">{text("people.invitations")}</h2>
      {withdraw.isError && <ProblemCard error={withdraw.error} />}
      <DataTable
        label={text("people.invitations")}
        rows={invitations}
        rowKey={({ id }) => id}
        columns={[
          { key: "note", label: text("people.note"), cell: ({ note }) => <bdi>{note ?? text("people.note.none")}</bdi> },
          { key: "role", label: text("people.role"), cell: ({ role }) => text(`role.${role}`) },
          { key: "until", label: text("people.until"), cell: ({ expiresAt }) => exactTime(expiresAt) },
          {
            key: "acts",
            label: text("people.acts"),
            cell: ({ id, note, role }) => (
              <Button
                small
                aria-label={text("people.withdraw.of", { note: note ?? text("people.note.none"), role: text(`role.${role}`) })}
                onClick={() => withdraw.mutate(id)}
              >
                {text("people.withdraw")}
              </Button>
            ),
          },
        ]}
      />
    </section>
  );
}
