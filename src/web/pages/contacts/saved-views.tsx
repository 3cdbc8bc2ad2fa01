import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, Users, X } from "lucide-react";
import { useState, type ReactElement } from "react";
import { contactFilter, type ContactFilter } from "#contract/contacts.ts";
import { fetchViews, removeView, saveView } from "../../api/contact-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface Props {
  readonly filter: ContactFilter;
  readonly onChoose: (filter: ContactFilter) => void;
}

/** What a view keeps: filters and order, and nothing that was typed into the search. */
const keptOf = ({ status, flow, incidents, sort }: ContactFilter): Record<string, string> =>
  Object.fromEntries(Object.entries({ status, flow, incidents, sort }).filter((pair): pair is [string, string] => pair[1] !== undefined));

/** Views that people saved: one press shows them. */
export function SavedViews({ filter, onChoose }: Props): ReactElement {
  const client = useQueryClient();
  const [saving, setSaving] = useState(false);
  const views = useQuery({ queryKey: ["contact-views"], queryFn: fetchViews, staleTime: 30_000 });
  const remove = useMutation({ mutationFn: removeView, onSettled: () => client.invalidateQueries({ queryKey: ["contact-views"] }) });
  const kept = keptOf(filter);
  const now = JSON.stringify(kept);
  return (
    <section className="views" aria-label={text("views.title")}>
      {views.data?.map(({ id, name, shared, own, query }) => (
        <span key={id} className="view" data-current={JSON.stringify(keptOf(query)) === now}>
          <button type="button" aria-pressed={JSON.stringify(keptOf(query)) === now} onClick={() => onChoose(contactFilter.parse(query))}>
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
      {Object.keys(kept).length > 0 && (
        <Button small look="quiet" icon={<Bookmark size={14} aria-hidden />} onClick={() => setSaving(true)}>
          {text("views.save")}
        </Button>
      )}
      {(views.isError || remove.isError) && <ProblemCard error={views.error ?? remove.error ?? new Error()} onRetry={() => void views.refetch()} />}
      <Dialog title={text("views.save")} open={saving} onClose={() => setSaving(false)}>
        <NewView query={kept} onSaved={() => setSaving(false)} />
      </Dialog>
    </section>
  );
}

function NewView({ query, onSaved }: { readonly query: Record<string, string>; readonly onSaved: () => void }): ReactElement {
  const client = useQueryClient();
  const mayShare = useMay("operate");
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => saveView({ name: name.trim(), shared, query }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["contact-views"] });
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
        <label className="check">
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
