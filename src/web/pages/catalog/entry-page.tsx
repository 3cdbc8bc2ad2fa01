import "../../ui/fields.css";
import "../../ui/list-tools.css";
import "./catalog.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { CatalogEntryView } from "#contract/operations.ts";
import type { JsonSchema } from "#core/catalog/operation.ts";
import { entryQuery } from "../../api/catalog-calls.ts";
import type { MessageKey } from "../../i18n/areas.ts";
import { text } from "../../i18n/text.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Answer } from "../../ui/states.tsx";
import { BadgeMark, EffectMark } from "./catalog-marks.tsx";
import { SchemaTree } from "./schema-tree.tsx";
import { TryIt } from "./try-it.tsx";

/** One action or trigger: what it is, what it takes and gives, and a place to try it. */
export function CatalogEntryPage(): ReactElement {
  const { id } = useParams({ from: "/catalog/$id" });
  const query = useQuery(entryQuery(id));
  return (
    <Page
      title={query.data?.title ?? text("catalog.title")}
      lead={query.data?.sentence ?? undefined}
      before={
        <Link to="/catalog" className="back">
          <ArrowLeft size={14} aria-hidden /> {text("catalog.back")}
        </Link>
      }
    >
      <Answer query={query}>{(entry) => <Entry entry={entry} />}</Answer>
    </Page>
  );
}

function Entry({ entry }: { readonly entry: CatalogEntryView }): ReactElement {
  return (
    <>
      <Facts entry={entry} />
      {entry.notRunnable !== null && (
        <Notice tone="info" title={text("catalog.not-run")}>
          {entry.notRunnable}
        </Notice>
      )}
      {entry.kind === "action" && entry.notRunnable === null && <TryIt key={entry.id} entry={entry} />}
      <section className="panel" aria-labelledby="gives">
        <h2 id="gives">{text(entry.kind === "trigger" ? "catalog.gives.trigger" : "catalog.gives")}</h2>
        {entry.output === null ? <p className="muted">{text("catalog.gives.none")}</p> : <SchemaTree schema={entry.output as JsonSchema} />}
      </section>
    </>
  );
}

function Facts({ entry }: { readonly entry: CatalogEntryView }): ReactElement {
  return (
    <section className="panel" aria-labelledby="facts">
      <h2 id="facts">{text("catalog.facts")}</h2>
      <div className="row-of">
        <EffectMark effect={entry.effect} />
        <BadgeMark badge={entry.badge} />
        <span className="muted">
          {text(`catalog.vendor.${entry.vendor}`)} · <bdi>{entry.object}</bdi>
        </span>
      </div>
      <p className="muted">{text(provenBy(entry))}</p>
      <dl className="catalog-facts">
        {entry.method !== null && (
          <Fact name={text("catalog.call")}>
            <code>
              {entry.method} {entry.path}
            </code>
          </Fact>
        )}
        {entry.event !== null && (
          <Fact name={text("catalog.event")}>
            <code>{entry.event}</code>
          </Fact>
        )}
        <Fact name={text("catalog.scopes")}>{entry.scopes.length === 0 ? text("catalog.scopes.none") : <code>{entry.scopes.join(", ")}</code>}</Fact>
        {entry.cost !== null && <Fact name={text("catalog.cost")}>{entry.cost}</Fact>}
        {entry.repeat !== null && <Fact name={text("catalog.repeat")}>{entry.repeat}</Fact>}
        <Fact name={text("catalog.id")}>
          <code>{entry.id}</code> <CopyButton label={text("catalog.id.copy")} value={entry.id} isShown />
        </Fact>
      </dl>
    </section>
  );
}

/** How an entry was proven: what is told of calls to a vendor would not be true of events, nor of what is ours. */
function provenBy({ badge, kind, vendor }: CatalogEntryView): MessageKey {
  if (badge !== "tested" || (kind === "action" && vendor !== "highwire")) return `catalog.badge.${badge}.about`;
  return vendor === "highwire" ? `catalog.badge.tested.own-${kind}` : "catalog.badge.tested.event";
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
