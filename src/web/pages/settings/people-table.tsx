import { Ban, CircleCheck, ShieldCheck } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { PersonView } from "#contract/people.ts";
import { reaches, type Role } from "#core/policy/role.ts";
import { changeRole, makeResetLink, setDisabled } from "../../api/people-calls.ts";
import { useOwnRole } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { RoleSelect } from "./role-select.tsx";
import { useAct } from "./use-act.ts";

/** What may be done about a person. */
function usePersonActs() {
  const role = useAct((given: { readonly id: string; readonly role: Role }) => changeRole(given.id, given.role), {
    renews: ["people", "me"],
    done: text("people.role.done"),
  });
  const state = useAct((given: { readonly id: string; readonly disabled: boolean }) => setDisabled(given.id, given.disabled), {
    renews: ["people"],
    done: text("people.state.done"),
  });
  const reset = useAct(makeResetLink, { renews: [] });
  return { role, state, reset };
}

/** Everybody who has an account, with what may be done about them. */
export function PeopleTable({ people }: { readonly people: readonly PersonView[] }): ReactElement {
  const { role, state, reset } = usePersonActs();
  const [shutting, shut] = useState<PersonView | null>(null);
  const own = useOwnRole();
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
                <Acts
                  person={person}
                  onState={() => (person.disabled ? state.mutate({ id: person.id, disabled: false }) : shut(person))}
                  onReset={() => reset.mutate(person.id)}
                />
              ),
          },
        ]}
      />
      <ShutOut
        person={shutting}
        onClose={() => shut(null)}
        onConfirm={(person) => {
          state.mutate({ id: person.id, disabled: true });
          shut(null);
        }}
      />
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

function Acts({
  person,
  onState,
  onReset,
}: {
  readonly person: PersonView;
  readonly onState: () => void;
  readonly onReset: () => void;
}): ReactElement {
  const { name, disabled } = person;
  return (
    <span className="row-of">
      <Button small aria-label={text(disabled ? "people.let-in.of" : "people.shut-out.of", { name })} onClick={onState}>
        {text(disabled ? "people.let-in" : "people.shut-out")}
      </Button>
      <Button small aria-label={text("people.reset.of", { name })} onClick={onReset}>
        {text("people.reset")}
      </Button>
    </span>
  );
}

function ShutOut({
  person,
  onClose,
  onConfirm,
}: {
  readonly person: PersonView | null;
  readonly onClose: () => void;
  readonly onConfirm: (person: PersonView) => void;
}): ReactElement {
  return (
    <Confirm
      open={person !== null}
      title={text("people.shut-out.ask", { name: person?.name ?? "" })}
      act={text("people.shut-out")}
      onClose={onClose}
      onConfirm={() => (person === null ? undefined : onConfirm(person))}
    >
      <p>{text("people.shut-out.body")}</p>
    </Confirm>
  );
}
