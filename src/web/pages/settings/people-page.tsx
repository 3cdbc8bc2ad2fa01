import { useQuery } from "@tanstack/react-query";
import { Ban, CircleCheck, ShieldCheck } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { InvitationView, PersonView } from "#contract/people.ts";
import { reaches, type Role } from "#core/policy/role.ts";
import { changeRole, fetchPeople, invite, makeResetLink, setDisabled, withdrawInvitation } from "../../api/people-calls.ts";
import { useMe } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
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
    then: () => setNote(""),
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

function PeopleTable({ people }: { readonly people: readonly PersonView[] }): ReactElement {
  const role = useAct((given: { readonly id: string; readonly role: Role }) => changeRole(given.id, given.role), {
    renews: ["people", "me"],
    done: text("people.role.done"),
  });
  const state = useAct((given: { readonly id: string; readonly disabled: boolean }) => setDisabled(given.id, given.disabled), {
    renews: ["people"],
    done: text("people.state.done"),
  });
  const reset = useAct(makeResetLink, { renews: [] });
  const [shutting, shut] = useState<PersonView | null>(null);
  const own = useMe()?.person?.role ?? "owner";
  const failed = role.error ?? state.error ?? reset.error;
  return (
    <section className="panel" aria-labelledby="people">
      <h2 id="people">{text("settings.people")}</h2>
      {failed !== null && <ProblemCard error={failed} />}
      {reset.data !== undefined && (
        <Notice tone="info" read="politely" title={text("people.reset.done")}>
          <CopyField label={text("people.reset.link")} value={reset.data} />
        </Notice>
      )}
      <DataTable
        label={text("settings.people")}
        rows={people}
        rowKey={({ id }) => id}
        columns={[
          { key: "name", label: text("people.name"), cell: (person) => <Name person={person} /> },
          {
            key: "role",
            label: text("people.role"),
            cell: (person) => (
              <RoleSelect
                bare
                label={text("people.role.of", { name: person.name })}
                value={person.role}
                disabled={!reaches(own, person.role) || role.isPending}
                onChange={(chosen) => role.mutate({ id: person.id, role: chosen })}
              />
            ),
          },
          { key: "state", label: text("people.state"), cell: (person) => <State person={person} /> },
          {
            key: "acts",
            label: text("people.acts"),
            cell: (person) =>
              reaches(own, person.role) && (
                <span className="row-of">
                  <Button
                    small
                    aria-label={text(person.disabled ? "people.let-in.of" : "people.shut-out.of", { name: person.name })}
                    onClick={() => (person.disabled ? state.mutate({ id: person.id, disabled: false }) : shut(person))}
                  >
                    {text(person.disabled ? "people.let-in" : "people.shut-out")}
                  </Button>
                  <Button small aria-label={text("people.reset.of", { name: person.name })} onClick={() => reset.mutate(person.id)}>
                    {text("people.reset")}
                  </Button>
                </span>
              ),
          },
        ]}
      />
      <Confirm
        open={shutting !== null}
        title={text("people.shut-out.ask", { name: shutting?.name ?? "" })}
        act={text("people.shut-out")}
        onClose={() => shut(null)}
        onConfirm={() => {
          if (shutting !== null) state.mutate({ id: shutting.id, disabled: true });
          shut(null);
        }}
      >
        <p>{text("people.shut-out.body")}</p>
      </Confirm>
    </section>
  );
}

const Name = ({ person }: { readonly person: PersonView }): ReactElement => (
  <>
    <bdi>{person.name}</bdi>
    <br />
    <span className="muted">
      <bdi>{person.email}</bdi>
    </span>
  </>
);

function State({ person }: { readonly person: PersonView }): ReactElement {
  if (person.disabled)
    return (
      <Badge tone="bad" icon={Ban}>
        {text("people.state.out")}
      </Badge>
    );
  return (
    <Badge tone="good" icon={person.secondFactor ? ShieldCheck : CircleCheck}>
      {text(person.secondFactor ? "people.state.second" : "people.state.in")}
    </Badge>
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
            cell: ({ id }) => (
              <Button small onClick={() => withdraw.mutate(id)}>
                {text("people.withdraw")}
              </Button>
            ),
          },
        ]}
      />
    </section>
  );
}
