import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useState, type ReactElement } from "react";
import { activityFilter, activityResult, type ActivityFilter } from "#contract/activity.ts";
import { fetchErrors } from "../../api/error-calls.ts";
import { fetchStatus } from "../../api/status-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";

type Key = "flow" | "result" | "side" | "error" | "range";

/** Filters of activity; all of them stand in the address. */
export function ActivityFilters({ filter }: { readonly filter: ActivityFilter }): ReactElement {
  const navigate = useNavigate({ from: "/activity" });
  const status = useQuery({ queryKey: ["status"], queryFn: fetchStatus });
  const errors = useQuery({ queryKey: ["errors"], queryFn: fetchErrors, staleTime: Number.POSITIVE_INFINITY });
  const choose = (key: Key) => (value: string) =>
    void navigate({ search: (old) => activityFilter.parse({ ...old, [key]: value === "" ? undefined : value }), replace: true });
  const isFiltered = Object.entries(filter).some(([key, value]) => value !== undefined && !["entry", "tab", "group"].includes(key));
  const flows = (status.data?.bridges ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const codes = (errors.data ?? []).filter(
    ({ code }) => code.startsWith("HW_VENDOR") || code.startsWith("HW_LINK") || /BRAKE|RETRIES|HOPS|INVARIANT/u.test(code),
  );
  return (
    <div className="tools">
      <Choice what="flow" value={filter.flow} choices={flows} onChoose={choose("flow")} />
      <Choice
        what="result"
        value={filter.result}
        choices={activityResult.options.map((value) => ({ value, label: text(`activity.result.${value}`) }))}
        onChoose={choose("result")}
      />
      <Choice
        what="side"
        value={filter.side}
        choices={(["highlevel", "incident"] as const).map((value) => ({ value, label: text(`activity.side.${value}`) }))}
        onChoose={choose("side")}
      />
      <Choice
        what="error"
        value={filter.error}
        choices={codes.map(({ code, number, title }) => ({ value: code, label: `${title} (${number})` }))}
        onChoose={choose("error")}
      />
      <Choice
        what="range"
        value={filter.range}
        choices={(["hour", "day", "week"] as const).map((value) => ({ value, label: text(`activity.range.${value}`) }))}
        onChoose={choose("range")}
      />
      <Button onClick={() => void navigate({ search: (old) => ({ ...old, group: filter.group === undefined ? "error" : undefined }) })}>
        {text(filter.group === undefined ? "activity.group" : "activity.ungroup")}
      </Button>
      {isFiltered && (
        <Button look="quiet" onClick={() => void navigate({ search: (old) => ({ group: old.group }) })}>
          {text("activity.filter.clear")}
        </Button>
      )}
      <SavedViews filter={filter} isFiltered={isFiltered} />
    </div>
  );
}

interface ChoiceProps {
  readonly what: Key;
  readonly value: string | undefined;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChoose: (value: string) => void;
}

function Choice({ what, value = "", choices, onChoose }: ChoiceProps): ReactElement {
  return (
    <Select
      label={text(`activity.filter.${what}`)}
      data={[{ value: "", label: text("activity.filter.all") }, ...choices]}
      value={value}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}

const VIEWS = "highwire.activity.views";
interface SavedView {
  readonly name: string;
  readonly filter: ActivityFilter;
}

/** Names for filters, in this browser. */
function SavedViews({ filter, isFiltered }: { readonly filter: ActivityFilter; readonly isFiltered: boolean }): ReactElement {
  const navigate = useNavigate({ from: "/activity" });
  const [views, setViews] = useState(readViews);
  const [name, setName] = useState("");
  const keep = (next: readonly SavedView[]): void => {
    localStorage.setItem(VIEWS, JSON.stringify(next));
    setViews(next);
  };
  if (!isFiltered && views.length === 0) return <></>;
  return (
    <details className="views">
      <summary>{text("activity.views")}</summary>
      <ul>
        {views.map((view) => (
          <li key={view.name} className="row-of">
            <Button small look="quiet" onClick={() => void navigate({ search: view.filter })}>
              <bdi>{view.name}</bdi>
            </Button>
            <Button
              small
              look="quiet"
              aria-label={text("activity.views.remove", { name: view.name })}
              onClick={() => keep(views.filter((one) => one.name !== view.name))}
            >
              <X size={14} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {isFiltered && (
        <form
          className="row-of"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() === "") return;
            keep([
              ...views.filter((one) => one.name !== name.trim()),
              { name: name.trim(), filter: { ...filter, entry: undefined, tab: undefined } },
            ]);
            setName("");
          }}
        >
          <TextField
            label={text("activity.views.name")}
            description={text("activity.views.here")}
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button small type="submit">
            {text("activity.views.save")}
          </Button>
        </form>
      )}
    </details>
  );
}

function readViews(): readonly SavedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(VIEWS) ?? "[]");
    return Array.isArray(kept) ? kept.flatMap(viewIn) : [];
  } catch {
    return [];
  }
}

function viewIn(kept: unknown): readonly SavedView[] {
  const { name, filter } = (kept ?? {}) as Readonly<Record<string, unknown>>;
  return typeof name === "string" ? [{ name, filter: activityFilter.parse(filter ?? {}) }] : [];
}
