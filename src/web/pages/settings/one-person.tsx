import { skipToken, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { ContactSummary } from "#contract/contacts.ts";
import type { ErasureView } from "#contract/data.ts";
import { fetchContacts } from "../../api/contact-calls.ts";
import { exportPerson } from "../../api/data-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Answer } from "../../ui/states.tsx";
import { ErasePerson, Remains } from "./erase-person.tsx";
import { useAct } from "./use-act.ts";

/** People shown at once: whoever sees more is to say more. */
const MOST = 20;

const nameOf = ({ name, email }: ContactSummary): string => name ?? email ?? text("data.person.unnamed");

/** Finds one person, and hands over or removes what is kept of them. What was searched for stays out of the address. */
export function OnePerson(): ReactElement {
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<ContactSummary | null>(null);
  const [erased, setErased] = useState<ErasureView | null>(null);
  const found = useQuery({ queryKey: ["contacts", "person", words], queryFn: words === "" ? skipToken : () => fetchContacts({ q: words }, 0) });
  return (
    <section className="panel" aria-labelledby="one-person">
      <h2 id="one-person">{text("data.person")}</h2>
      <p className="muted">{text("data.person.body")}</p>
      <SearchField label={text("data.person.find")} value={words} onSearch={setWords} />
      {words !== "" && (
        <Answer query={found} lines={2}>
          {({ contacts }) => <Found contacts={contacts} onErase={setChosen} />}
        </Answer>
      )}
      <output aria-live="polite">{erased !== null && <Erased erasure={erased} />}</output>
      <ErasePerson
        person={chosen === null ? null : { id: chosen.id, name: nameOf(chosen) }}
        onClose={() => setChosen(null)}
        onErased={(erasure) => {
          setChosen(null);
          setErased(erasure);
        }}
      />
    </section>
  );
}

interface FoundProps {
  readonly contacts: readonly ContactSummary[];
  readonly onErase: (person: ContactSummary) => void;
}

function Found({ contacts, onErase }: FoundProps): ReactElement {
  const handed = useAct(
    async (person: ContactSummary) => {
      save(await exportPerson(person.id));
    },
    { renews: [] },
  );
  const shown = contacts.slice(0, MOST);
  if (shown.length === 0) return <p>{text("data.person.none")}</p>;
  return (
    <>
      <DataTable
        label={text("data.person.list")}
        rows={shown}
        rowKey={({ id }) => id}
        columns={[
          { key: "name", label: text("data.person.name"), cell: (person) => <bdi>{nameOf(person)}</bdi> },
          { key: "email", label: text("data.person.email"), cell: ({ email }) => <bdi>{email ?? ""}</bdi> },
          {
            key: "acts",
            label: text("data.person.acts"),
            cell: (person) => (
              <span className="row-of">
                <Button small aria-label={text("data.export.of", { name: nameOf(person) })} onClick={() => handed.mutate(person)}>
                  {text("data.export")}
                </Button>
                <Button small aria-label={text("data.erase.of", { name: nameOf(person) })} aria-haspopup="dialog" onClick={() => onErase(person)}>
                  {text("data.erase")}
                </Button>
              </span>
            ),
          },
        ]}
      />
      {contacts.length > MOST && <p className="muted">{text("data.person.many", { count: MOST })}</p>}
      <output aria-live="polite">
        {handed.isError && <ProblemCard error={handed.error} />}
        {handed.isSuccess && <Notice tone="info" title={text("data.exported")} />}
      </output>
    </>
  );
}

/** Has the browser keep it as a file; the name says nothing about the person. */
function save(file: string): void {
  const address = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "person.json";
  link.click();
  URL.revokeObjectURL(address);
}

function Erased({ erasure }: { readonly erasure: ErasureView }): ReactElement {
  const { links, entries, events } = erasure;
  return (
    <Notice tone="good" title={text("data.erased", { links, entries, events })}>
      <Remains remains={erasure.remains} />
    </Notice>
  );
}
