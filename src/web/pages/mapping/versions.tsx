import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { MappingRow, MappingVersionView, MappingView } from "#contract/mapping.ts";
import { fetchMappingVersions } from "../../api/mapping-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Answer } from "../../ui/states.tsx";

interface Props {
  readonly mapping: MappingView;
  /** Takes the rows of a version into the editor, where they can still be changed or undone. */
  readonly onTake: (rows: readonly MappingRow[]) => void;
}

/** What the mapping was before, field by field, and the way back. */
export function VersionsButton({ mapping, onTake }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  const query = useQuery({
    queryKey: ["mapping-versions", mapping.bridge.id, mapping.number],
    queryFn: () => fetchMappingVersions(mapping.bridge.id),
    enabled: open,
    meta: { topics: ["config"] },
  });
  return (
    <>
      <Button small icon={<History size={14} aria-hidden />} onClick={() => setOpen(true)}>
        {text("mapping.versions")}
      </Button>
      <Dialog kind="drawer" title={text("mapping.versions")} open={open} onClose={() => setOpen(false)}>
        <Answer query={query}>
          {(versions) => (
            <ol className="mapping-versions">
              {versions.map((version) => (
                <Version
                  key={version.number}
                  version={version}
                  isNow={version.number === mapping.number}
                  onTake={() => {
                    onTake(version.rows);
                    setOpen(false);
                  }}
                />
              ))}
            </ol>
          )}
        </Answer>
      </Dialog>
    </>
  );
}

function Version({
  version,
  isNow,
  onTake,
}: {
  readonly version: MappingVersionView;
  readonly isNow: boolean;
  readonly onTake: () => void;
}): ReactElement {
  const mayBuild = useMay("build");
  const { number, at, who, note, changes } = version;
  return (
    <li>
      <h3>
        {text("mapping.versions.one", { number })} {isNow && <span className="muted">({text("mapping.versions.now")})</span>}
      </h3>
      <p className="muted">
        {at === null ? text("mapping.versions.first") : <Ago at={at} />} {who !== null && text("mapping.versions.by", { who })}
      </p>
      {note !== "" && (
        <p>
          <bdi>{note}</bdi>
        </p>
      )}
      {at !== null && changes.length === 0 && <p>{text("mapping.versions.order")}</p>}
      <ul>
        {changes.map(({ field, label, what, sentences }) => (
          <li key={field}>
            <bdi>{text(`mapping.versions.${what}`, { label })}</bdi>
            {sentences.length > 0 && (
              <ul>
                {sentences.map((sentence) => (
                  <li key={sentence}>
                    <bdi>{sentence}</bdi>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      {!isNow && mayBuild && (
        <Button small aria-label={text("mapping.versions.restore.of", { number })} onClick={onTake}>
          {text("mapping.versions.restore")}
        </Button>
      )}
    </li>
  );
}
