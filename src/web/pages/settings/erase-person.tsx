import { skipToken, useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { ErasureView } from "#contract/data.ts";
import { vendorName } from "#core/vendor-name.ts";
import { erasePerson } from "../../api/data-calls.ts";
import { text } from "../../i18n/text.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { useAct } from "./use-act.ts";

interface Props {
  readonly person: { readonly id: string; readonly name: string } | null;
  readonly onClose: () => void;
  readonly onErased: (erasure: ErasureView) => void;
}

/** First tells what would go and what the vendors keep; then, once it is typed, removes it. */
export function ErasePerson({ person, onClose, onErased }: Props): ReactElement {
  const rehearsed = useQuery({
    queryKey: ["erase", person?.id],
    queryFn: person === null ? skipToken : () => erasePerson(person.id, true),
    gcTime: 0,
    meta: { topics: [] },
  });
  const erased = useAct((id: string) => erasePerson(id, false), { renews: ["contacts"], onDone: onErased });
  return (
    <Confirm
      title={<bdi>{text("data.erase.title", { name: person?.name ?? "" })}</bdi>}
      act={text("data.erase.act")}
      open={person !== null}
      busy={erased.isPending}
      typed={text("data.erase.word")}
      ready={rehearsed.data !== undefined}
      onConfirm={() => person !== null && erased.mutate(person.id)}
      onClose={() => {
        erased.reset();
        onClose();
      }}
    >
      <output aria-live="polite">
        <Answer query={rehearsed} lines={3}>
          {({ links, remains }) => (
            <>
              <p>{text("data.erase.would", { links })}</p>
              <p>{text("data.erase.after")}</p>
              <Remains remains={remains} />
            </>
          )}
        </Answer>
        {erased.isError && <ProblemCard error={erased.error} />}
      </output>
    </Confirm>
  );
}

/** What is still at the vendors, by id: only people there can delete it. */
export function Remains({ remains }: Pick<ErasureView, "remains">): ReactElement {
  if (remains.length === 0) return <p>{text("data.remains.none")}</p>;
  return (
    <>
      <p>{text("data.remains")}</p>
      <ul className="plain">
        {remains.map(({ side, entity, recordId }) => (
          <li key={`${side} ${entity} ${recordId}`}>
            {vendorName(side)}, {text(`flow.kind.${entity}`)}: <bdi>{recordId}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}
