import "./mapping.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { MappingView } from "#contract/mapping.ts";
import { isMappedEntity } from "#core/mapping/places.ts";
import { fetchFlow } from "../../api/flow-calls.ts";
import { fetchMapping } from "../../api/mapping-calls.ts";
import { text } from "../../i18n/text.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Select } from "../../ui/select.tsx";
import { Answer, Empty } from "../../ui/states.tsx";
import { MappingEditor, type Saved } from "./mapping-editor.tsx";

/** Which field of a flow's part goes where. */
export function MappingPage(): ReactElement {
  const { flow } = useParams({ from: "/flows/$flow/mapping" });
  const { part } = useSearch({ from: "/flows/$flow/mapping" });
  const navigate = useNavigate({ from: "/flows/$flow/mapping" });
  const query = useQuery({ queryKey: ["flow", flow], queryFn: () => fetchFlow(flow) });
  return (
    <Page
      title={text("mapping.title")}
      lead={text("mapping.lead")}
      before={
        <Link to="/flows/$flow" params={{ flow }} className="back">
          <ArrowLeft size={14} aria-hidden /> {text("mapping.back")}
        </Link>
      }
    >
      <Answer query={query}>
        {({ parts }) => {
          const mapped = parts.filter(({ entity }) => isMappedEntity(entity));
          const chosen = mapped.find(({ id }) => id === part) ?? mapped[0];
          if (chosen === undefined) return <Empty title={text("mapping.none.title")}>{text("mapping.none.body")}</Empty>;
          return (
            <>
              {mapped.length > 1 && (
                <Select
                  className="mapping-part"
                  label={text("mapping.part")}
                  value={chosen.id}
                  data={mapped.map(({ id, entity }) => ({ value: id, label: text(`flow.kind.${entity}`) }))}
                  onChange={(event) => void navigate({ search: { part: event.currentTarget.value } })}
                />
              )}
              <OnePart key={chosen.id} bridgeId={chosen.id} />
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

function OnePart({ bridgeId }: { readonly bridgeId: string }): ReactElement {
  const query = useQuery({ queryKey: ["mapping", bridgeId], queryFn: () => fetchMapping(bridgeId), meta: { topics: ["config"] } });
  const [saved, setSaved] = useState<Saved | null>(null);
  return (
    <Answer query={query}>
      {(mapping: MappingView) => (
        <>
          {saved !== null && saved.number === mapping.number && <SavedNotice saved={saved} />}
          {mapping.places.withheld && (
            <Notice tone="warn" title={text("mapping.withheld")}>
              <p>{text("mapping.withheld.body")}</p>
            </Notice>
          )}
          <MappingEditor key={mapping.number} mapping={mapping} onSaved={setSaved} />
        </>
      )}
    </Answer>
  );
}

function SavedNotice({ saved: { number, planId } }: { readonly saved: Saved }): ReactElement {
  return (
    <Notice tone="good" read="politely" title={text("mapping.saved", { number })}>
      <p>{text(planId === null ? "mapping.saved.later" : "mapping.saved.plan")}</p>
      {planId !== null && (
        <ButtonLink look="main" to="/plans/$id" params={{ id: planId }} search={{}}>
          {text("mapping.saved.act")}
        </ButtonLink>
      )}
    </Notice>
  );
}
