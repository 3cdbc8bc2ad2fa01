import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import type { ReactElement } from "react";
import type { StorageView } from "#contract/storage.ts";
import { fetchStorage } from "../../api/storage-calls.ts";
import { bytes, wholeNumber } from "../../i18n/numbers.ts";
import { text } from "../../i18n/text.ts";
import { ago, exactTime } from "../../i18n/time.ts";
import { Ago, useClock } from "../../ui/ago.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Answer, Empty } from "../../ui/states.tsx";
import { DoctorPanel } from "./doctor-panel.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

const DAY_MS = 86_400_000;

/** The database, what it takes, its backups, its workers, and what waits. */
export const StoragePage = (): ReactElement => (
  <SettingsFrame title={text("settings.storage")} needs="administer" lead={text("storage.lead")}>
    <Storage />
    <DoctorPanel />
  </SettingsFrame>
);

function Storage(): ReactElement {
  // Measuring costs the database something, and work goes on all the time: people look again when they wish.
  const storage = useQuery({ queryKey: ["storage"], queryFn: fetchStorage, meta: { topics: ["config"] } });
  return (
    <Answer query={storage}>
      {({ at, store, sizes, lastBackup, workers, queue }) => (
        <>
          <Database store={store} sizes={sizes} />
          <Backup last={lastBackup} />
          <Workers workers={workers} at={at} onLook={() => void storage.refetch()} />
          <Queue queue={queue} />
          <Sizes sizes={sizes} />
        </>
      )}
    </Answer>
  );
}

function Database({ store, sizes }: Pick<StorageView, "store" | "sizes">): ReactElement {
  const all = sizes.reduce((sum, size) => sum + size.bytes, 0);
  return (
    <section className="panel" aria-labelledby="database">
      <h2 id="database">{text("storage.store")}</h2>
      <p>
        <strong>{text(`storage.kind.${store.kind}`, { version: store.version })}</strong>
      </p>
      {store.kind !== "memory" && (
        <dl className="store-facts">
          <dt>{text("storage.fsync")}</dt>
          <dd>{text(store.fsync ? "storage.fsync.on" : "storage.fsync.off")}</dd>
          <dt>{text("storage.checksums")}</dt>
          <dd>{text(store.checksums ? "storage.checksums.on" : "storage.checksums.off")}</dd>
          <dt>{text("storage.takes")}</dt>
          <dd>{bytes(all)}</dd>
        </dl>
      )}
    </section>
  );
}

function Backup({ last }: { readonly last: StorageView["lastBackup"] }): ReactElement {
  const isOld = useClock((now) => last !== null && now - last.at > DAY_MS);
  return (
    <section className="panel" aria-labelledby="backup">
      <h2 id="backup">{text("storage.backup")}</h2>
      {last === null ? (
        <Notice tone="warn" title={text("storage.backup.none")}>
          <p>{text("storage.backup.none.body")}</p>
        </Notice>
      ) : (
        <p>
          {text("storage.backup.last")} <Ago at={last.at} /> · {text("storage.backup.what", { rows: last.rows, size: bytes(last.bytes) })}
        </p>
      )}
      {isOld && <Notice tone="warn" title={text("storage.backup.old")} />}
      <p>
        {text("storage.backup.make")} <code>highwire backup --out highwire.backup</code>
      </p>
      <p>
        {text("storage.backup.check")} <code>highwire restore highwire.backup --check</code>
      </p>
      <p className="muted">
        {text("storage.backup.more")} <a href="/help/backup">{text("storage.backup.guide")}</a>
      </p>
    </section>
  );
}

interface WorkersProps extends Pick<StorageView, "workers" | "at"> {
  readonly onLook: () => void;
}

/** All is told as it was when the page looked, and it looks again when it is asked to. */
function Workers({ workers, at, onLook }: WorkersProps): ReactElement {
  return (
    <section className="panel" aria-labelledby="workers">
      <h2 id="workers">{text("storage.workers")}</h2>
      {workers.length === 0 ? (
        <Empty title={text("storage.workers.none")}>{text("storage.workers.none.body")}</Empty>
      ) : (
        <DataTable
          label={text("storage.workers.list")}
          rows={workers}
          rowKey={({ machine, process, since }) => `${machine} ${process} ${String(since)}`}
          columns={[
            {
              key: "worker",
              label: text("storage.worker"),
              cell: ({ machine, process }) => <bdi>{text("storage.worker.name", { machine, process })}</bdi>,
            },
            {
              key: "state",
              label: text("storage.worker.state"),
              cell: ({ isAlive }) => (
                <Badge tone={isAlive ? "good" : "warn"} icon={isAlive ? CircleCheck : CircleX}>
                  {text(isAlive ? "storage.worker.alive" : "storage.worker.gone")}
                </Badge>
              ),
            },
            { key: "seen", label: text("storage.worker.seen"), cell: ({ seenAt }) => <time title={exactTime(seenAt)}>{ago(seenAt, at)}</time> },
            { key: "since", label: text("storage.worker.since"), cell: ({ since }) => <Ago at={since} /> },
          ]}
        />
      )}
      <div className="row-of below">
        <Button small onClick={onLook}>
          {text("storage.worker.look")}
        </Button>
        <span className="muted">{text("storage.worker.at", { time: exactTime(at) })}</span>
      </div>
      <p className="muted">{text("storage.worker.more")}</p>
    </section>
  );
}

function Queue({ queue: { waiting, since } }: Pick<StorageView, "queue">): ReactElement {
  return (
    <section className="panel" aria-labelledby="queue">
      <h2 id="queue">{text("storage.queue")}</h2>
      <p>{waiting === 0 ? text("storage.queue.empty") : text("storage.queue.some", { waiting })}</p>
      {since !== null && (
        <p>
          {text("storage.queue.since")} <Ago at={since} />
        </p>
      )}
    </section>
  );
}

function Sizes({ sizes }: Pick<StorageView, "sizes">): ReactElement {
  return (
    <section className="panel" aria-labelledby="sizes">
      <h2 id="sizes">{text("storage.sizes")}</h2>
      {sizes.length === 0 ? (
        <p>{text("storage.sizes.none")}</p>
      ) : (
        <DataTable
          label={text("storage.sizes.list")}
          rows={sizes}
          rowKey={({ kind }) => kind}
          columns={[
            { key: "kind", label: text("storage.size.kind"), cell: ({ kind }) => text(`storage.size.${kind}`) },
            { key: "rows", label: text("storage.size.rows"), end: true, cell: ({ rows }) => wholeNumber(rows) },
            { key: "bytes", label: text("storage.size.bytes"), end: true, cell: (size) => bytes(size.bytes) },
          ]}
        />
      )}
    </section>
  );
}
