import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement, type ReactNode } from "react";
import type { ConflictCauseView, ConflictStoryView, SettleRequest } from "#contract/conflicts.ts";
import { fetchConflict, saveNote } from "../../api/conflict-calls.ts";
import { useMay } from "../../api/use-me.ts";
import type { MessageKey } from "../../i18n/areas.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { Answer } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { takesSides } from "./inbox-keys.ts";
import { Marked } from "./marked.tsx";
import type { Settling } from "./settling.tsx";

interface Props {
  readonly id: string;
  readonly cause: ConflictCauseView;
  readonly settling: Settling;
}

type Choose = SettleRequest["choose"];
/** Answers that a press gives; the others need a value or a record. */
type Plain = Exclude<Choose, "value" | "candidate">;
const plain: readonly Plain[] = ["left", "both", "right", "keep", "delete", "unlink", "unfreeze"];

/** One conflict: both values beside each other, what was last agreed, and the answers with what each does. */
export function ConflictDetail({ id, cause, settling }: Props): ReactElement {
  const query = useQuery({ queryKey: ["conflict", id], queryFn: () => fetchConflict(id) });
  return <Answer query={query}>{(story) => <Story story={story} cause={cause} settling={settling} />}</Answer>;
}

function Story({ story, cause, settling }: { readonly story: ConflictStoryView } & Pick<Props, "cause" | "settling">): ReactElement {
  return (
    <>
      <h2>
        <bdi>{story.name ?? text("conflicts.unnamed")}</bdi>
      </h2>
      <p className="muted">
        <bdi>{text(`conflicts.cause.${story.kind}`, { field: story.label })}</bdi> · <bdi>{story.flowName}</bdi> ·{" "}
        <Link to="/contacts/$id" params={{ id: story.contactId }} search={{}}>
          {text("conflicts.open")}
        </Link>
      </p>
      <Explanation kind={story.kind} />
      {takesSides(story.kind) && <Sides story={story} settling={settling} />}
      <Answers story={story} settling={settling} />
      {story.candidates.length > 0 && <Candidates story={story} settling={settling} />}
      {cause.open > 1 && <Group story={story} cause={cause} settling={settling} />}
      {story.kind === "field" && <Always cause={cause} settling={settling} />}
      <Note key={story.id} story={story} />
    </>
  );
}

const explained: Partial<Readonly<Record<ConflictStoryView["kind"], MessageKey>>> = {
  ambiguous: "conflicts.kind.ambiguous",
  "delete-edit": "conflicts.kind.delete-edit",
  oscillation: "conflicts.kind.oscillation",
  restored: "conflicts.kind.restored",
  undone: "conflicts.kind.undone",
};

function Explanation({ kind }: Pick<ConflictStoryView, "kind">): ReactNode {
  const key = explained[kind];
  return key === undefined ? null : <p>{text(key)}</p>;
}

function Sides({ story, settling }: { readonly story: ConflictStoryView; readonly settling: Settling }): ReactElement {
  const { highlevel, incident, agreed } = story;
  return (
    <div className="three-sides">
      <Side title={text("conflicts.highlevel")} side={highlevel}>
        <Marked value={highlevel.value} beside={incident.value} />
        <Act story={story} choose="left" hint="1" settling={settling} />
      </Side>
      <section className="side-card">
        <h3>{text("conflicts.agreed")}</h3>
        {agreed.known ? <Marked value={agreed.value} beside={agreed.value} /> : <p className="muted">{text("conflicts.agreed.unknown")}</p>}
        {story.fieldKind === "set" && <Act story={story} choose="both" hint="3" settling={settling} />}
      </section>
      <Side title={text("conflicts.incident")} side={incident}>
        <Marked value={incident.value} beside={highlevel.value} />
        <Act story={story} choose="right" hint="2" settling={settling} />
      </Side>
    </div>
  );
}

function Side({
  title,
  side,
  children,
}: {
  readonly title: string;
  readonly side: ConflictStoryView["highlevel"];
  readonly children: ReactNode;
}): ReactElement {
  const { changedAt, seenAt, writtenAt } = side;
  return (
    <section className="side-card">
      <h3>{title}</h3>
      {children}
      <p className="muted small">
        {changedAt !== null && (
          <>
            {text("conflicts.changed")} <Ago at={changedAt} />.{" "}
          </>
        )}
        {seenAt !== null && (
          <>
            {text("conflicts.seen")} <Ago at={seenAt} />.{" "}
          </>
        )}
        {writtenAt === null ? (
          text("conflicts.by.unknown")
        ) : (
          <>
            {text("conflicts.written")} <Ago at={writtenAt} />.
          </>
        )}
      </p>
    </section>
  );
}

const words = (choose: Plain): MessageKey =>
  choose === "left" || choose === "right" || choose === "both" ? `conflicts.keep.${choose}` : `conflicts.answer.${choose}`;

function Act({
  story,
  choose,
  hint,
  settling,
}: {
  readonly story: ConflictStoryView;
  readonly choose: Plain;
  readonly hint?: string;
  readonly settling: Settling;
}): ReactElement {
  const effect = `${story.id}-${choose}`;
  return (
    <div className="act">
      <Button
        look={choose === "delete" ? "danger" : "plain"}
        disabled={settling.busy || story.answered}
        aria-describedby={effect}
        onClick={() => settling.one(story.id, { choose })}
      >
        {text(words(choose))}
        {hint !== undefined && <kbd aria-hidden>{hint}</kbd>}
      </Button>
      <span id={effect} className="muted small">
        {text(`conflicts.effect.${choose}`)}
      </span>
    </div>
  );
}

/** Answers that are about no side's value. */
function Answers({ story, settling }: { readonly story: ConflictStoryView; readonly settling: Settling }): ReactElement {
  const own = plain.filter((choose) => story.answers.includes(choose) && choose !== "left" && choose !== "right" && choose !== "both");
  return (
    <>
      {own.length > 0 && (
        <div className="answers">
          {own.map((choose) => (
            <Act key={choose} story={story} choose={choose} settling={settling} />
          ))}
        </div>
      )}
      {story.answers.includes("value") && story.fieldKind !== null && <TypedValue story={story} settling={settling} />}
    </>
  );
}

function TypedValue({ story, settling }: { readonly story: ConflictStoryView; readonly settling: Settling }): ReactElement {
  const [value, setValue] = useState("");
  return (
    <form
      className="typed"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== "") settling.one(story.id, { choose: "value", value });
      }}
    >
      <TextField
        label={text("conflicts.value.label")}
        description={story.fieldKind === "set" ? text("conflicts.value.hint") : undefined}
        value={value}
        maxLength={10_000}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Button type="submit" disabled={settling.busy || story.answered || value.trim() === ""}>
        {text("conflicts.value.use")}
      </Button>
    </form>
  );
}

function Candidates({ story, settling }: { readonly story: ConflictStoryView; readonly settling: Settling }): ReactElement {
  return (
    <ul className="candidates">
      {story.candidates.map(({ recordId, title, email, phone }) => (
        <li key={recordId}>
          <div>
            <strong>
              <bdi>{title ?? text("conflicts.candidate.unknown")}</bdi>
            </strong>
            <div className="muted">
              <bdi>{[email, phone, recordId].filter((part) => part !== null).join(" · ")}</bdi>
            </div>
          </div>
          <Button disabled={settling.busy || story.answered} onClick={() => settling.one(story.id, { choose: "candidate", recordId })}>
            {text("conflicts.answer.candidate")}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** One answer for all of the cause. */
function Group({ story, cause, settling }: { readonly story: ConflictStoryView } & Pick<Props, "cause" | "settling">): ReactElement {
  const able = plain.filter((choose) => story.answers.includes(choose) && (choose !== "both" || story.fieldKind === "set"));
  return (
    <section className="group" aria-labelledby="group">
      <h3 id="group">{text("conflicts.group.title", { count: cause.open })}</h3>
      <div className="row-of">
        {able.map((choose) => (
          <Button key={choose} look={choose === "delete" ? "danger" : "plain"} disabled={settling.busy} onClick={() => settling.all(cause, choose)}>
            {text(`conflicts.group.${choose}`)}
          </Button>
        ))}
      </div>
    </section>
  );
}

function Always({ cause, settling }: Pick<Props, "cause" | "settling">): ReactElement {
  const may = useMay("build");
  return (
    <section className="group" aria-labelledby="always">
      <h3 id="always">
        <bdi>{text("conflicts.always", { field: cause.label })}</bdi>
      </h3>
      <p className="muted">{may ? text("conflicts.always.effect", { count: cause.open }) : text("conflicts.always.denied")}</p>
      {may && (
        <div className="row-of">
          {(["left", "right"] as const).map((choose) => (
            <Button key={choose} disabled={settling.busy} onClick={() => settling.always(cause, choose)}>
              {text(`conflicts.always.${choose}`)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

function Note({ story }: { readonly story: ConflictStoryView }): ReactElement {
  const client = useQueryClient();
  const [assignee, setAssignee] = useState(story.assignee ?? "");
  const [comment, setComment] = useState(story.comment ?? "");
  const orNull = (typed: string): string | null => (typed.trim() === "" ? null : typed.trim());
  const save = useMutation({
    mutationFn: () => saveNote(story.id, { assignee: orNull(assignee), comment: orNull(comment) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["conflicts"] }),
  });
  return (
    <form
      className="note"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField
        label={text("conflicts.note.assignee")}
        value={assignee}
        maxLength={200}
        onChange={(event) => setAssignee(event.currentTarget.value)}
      />
      <TextField
        label={text("conflicts.note.comment")}
        value={comment}
        maxLength={2_000}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <Button type="submit" busy={save.isPending}>
        {text("conflicts.note.save")}
      </Button>
      <output>{save.isSuccess ? text("conflicts.note.saved") : save.isError ? save.error.message : ""}</output>
    </form>
  );
}
