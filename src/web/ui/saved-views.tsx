import "./list-tools.css";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, Users, X } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { SavedView, ViewPage } from "#contract/saved-views.ts";
import { fetchViews, removeView, saveView } from "../api/view-calls.ts";
import { useMay } from "../api/use-me.ts";
import { text } from "../i18n/text.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { ProblemCard } from "./problem-card.tsx";
import { TextField } from "./text-field.tsx";

type Query = SavedView["query"];

interface Props {
  readonly page: ViewPage;
  /** What a view keeps of the address: filters and order, and nothing that was typed into the search. */
  readonly query: Query;
  readonly onChoose: (query: Query) => void;
}

const isSame = (one: Query, other: Query): boolean => {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
};

/** What of a filter a view keeps: those of its parts that are named and set. */
export const keptOf = (filter: Readonly<Record<string, unknown>>, names: readonly string[]): Query =>
  Object.fromEntries(names.flatMap((name) => (typeof filter[name] === "string" ? [[name, filter[name]]] : [])));

/** Views that people saved: one press shows them. */
export function SavedViews({ page, query: current, onChoose }: Props): ReactElement {
  const client = useQueryClient();
  const [saving, setSaving] = useState(false);
  const views = useQuery({ queryKey: ["views", page], queryFn: () => fetchViews(page), staleTime: 30_000, meta: { topics: [] } });
  const remove = useMutation({ mutationFn: removeView, onSettled: () => client.invalidateQueries({ queryKey: ["views", page] }) });
  const failed = views.error ?? remove.error;
  return (
    <section className="chips" aria-label={text("views.title")}>
      {views.data?.map(({ id, name, shared, own, query }) => (
        <span key={id} className="chip" data-current={isSame(query, current)}>
          <button type="button" aria-pressed={isSame(query, current)} onClick={() => onChoose(query)}>
            {shared && <Users size={13} aria-label={text("views.shared")} />}
            <bdi>{name}</bdi>
          </button>
          {own && (
            <button type="button" aria-label={text("views.remove", { name })} onClick={() => remove.mutate(id)}>
              <X size={13} aria-hidden />
            </button>
          )}
        </span>
      ))}
      {Object.keys(current).length > 0 && (
        <Button small look="quiet" icon={<Bookmark size={14} aria-hidden />} onClick={() => setSaving(true)}>
          {text("views.save")}
        </Button>
      )}
      {failed !== null && <ProblemCard error={failed} onRetry={() => void views.refetch()} />}
      <Dialog title={text("views.save")} open={saving} onClose={() => setSaving(false)}>
        <NewView page={page} query={current} onSaved={() => setSaving(false)} />
      </Dialog>
    </section>
  );
}

function NewView({ page, query, onSaved }: Pick<Props, "page" | "query"> & { readonly onSaved: () => void }): ReactElement {
  const client = useQueryClient();
  const mayShare = useMay("operate");
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => saveView({ page, name: name.trim(), shared, query }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["views", page] });
      onSaved();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") save.mutate();
      }}
    >
      <TextField label={text("views.name")} value={name} maxLength={80} autoComplete="off" onChange={(event) => setName(event.currentTarget.value)} />
      {mayShare && (
        <label className="tick">
          <input type="checkbox" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} /> {text("views.share")}
        </label>
      )}
      <p className="muted">{text("views.hint")}</p>
      {save.isError && <ProblemCard error={save.error} />}
      <div className="dialog-foot">
        <Button type="submit" look="main" disabled={name.trim() === ""} busy={save.isPending}>
          {text("views.act")}
        </Button>
      </div>
    </form>
  );
}
