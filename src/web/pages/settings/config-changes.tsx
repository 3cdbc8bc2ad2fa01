import type { ReactElement } from "react";
import type { ConfigChangeView } from "#contract/config.ts";
import { text } from "../../i18n/text.ts";
import { DataTable } from "../../ui/data-table.tsx";

interface Props {
  readonly label: string;
  readonly changes: readonly ConfigChangeView[];
}

/** Differences between a file and what is here, one a row: what the file says, what is here, what applying does. */
export function ChangeTable({ label, changes }: Props): ReactElement {
  return (
    <DataTable
      label={label}
      rows={changes}
      rowKey={({ where, what, kind }) => `${kind} ${where} ${what}`}
      columns={[
        { key: "where", label: text("config.where"), cell: ({ where }) => <bdi>{where}</bdi> },
        {
          key: "what",
          label: text("config.what"),
          cell: ({ what, kind }) => (
            <>
              <bdi>{what === "" ? text("config.whole") : what}</bdi> <span className="muted small">{text(`config.kind.${kind}`)}</span>
            </>
          ),
        },
        { key: "here", label: text("config.here"), cell: ({ here }) => <Value value={here} /> },
        { key: "file", label: text("config.file"), cell: ({ file }) => <Value value={file} /> },
        { key: "effect", label: text("config.effect"), cell: ({ effect }) => (effect === null ? "" : text(`config.effect.${effect}`)) },
      ]}
    />
  );
}

function Value({ value }: { readonly value: string | null }): ReactElement {
  return value === null || value === "" ? <span className="muted">{text("config.nothing")}</span> : <bdi>{value}</bdi>;
}
