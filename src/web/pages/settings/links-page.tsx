import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { ShareLinkView } from "#contract/share-links.ts";
import { endShareLink, fetchShareLinks } from "../../api/link-calls.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Ago } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Answer, Empty } from "../../ui/states.tsx";
import { AskFirst } from "./ask-first.tsx";
import { SettingsFrame } from "./settings-frame.tsx";
import { useAct } from "./use-act.ts";

/** Links that open an incident's page to whoever has them, to be ended. */
export const LinksPage = (): ReactElement => (
  <SettingsFrame title={text("settings.links")} needs="operate" lead={text("links.lead")}>
    <Links />
  </SettingsFrame>
);

function Links(): ReactElement {
  const links = useQuery({ queryKey: ["share-links"], queryFn: fetchShareLinks });
  return (
    <Answer query={links} lines={3}>
      {(rows) => (rows.length === 0 ? <Empty title={text("links.none")}>{text("links.none.body")}</Empty> : <LinkTable rows={rows} />)}
    </Answer>
  );
}

function LinkTable({ rows }: { readonly rows: readonly ShareLinkView[] }): ReactElement {
  const [chosen, setChosen] = useState<string | null>(null);
  const ended = useAct(endShareLink, { renews: ["share-links"], done: text("links.ended"), onDone: () => setChosen(null) });
  return (
    <>
      <DataTable
        label={text("links.list")}
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          {
            key: "page",
            label: text("links.page"),
            cell: ({ pageId }) => (
              <a href={`/r/i/${encodeURIComponent(pageId)}`}>
                <bdi>{text("links.page.open", { id: pageId })}</bdi>
              </a>
            ),
          },
          { key: "by", label: text("links.by"), cell: ({ madeByName }) => <bdi>{madeByName}</bdi> },
          { key: "made", label: text("links.made"), cell: ({ madeAt }) => <Ago at={madeAt} /> },
          { key: "until", label: text("links.until"), cell: ({ expiresAt }) => exactTime(expiresAt) },
          {
            key: "acts",
            label: text("links.acts"),
            cell: ({ id, pageId, madeAt }) => (
              <Button
                small
                aria-haspopup="dialog"
                aria-label={text("links.end.of", { page: text("links.page.open", { id: pageId }), time: exactTime(madeAt) })}
                onClick={() => setChosen(id)}
              >
                {text("links.end")}
              </Button>
            ),
          },
        ]}
      />
      <AskFirst
        title={text("links.end.title")}
        body={text("links.end.body")}
        act={text("links.end.act")}
        asked={chosen}
        does={ended}
        onClose={() => setChosen(null)}
      />
    </>
  );
}
