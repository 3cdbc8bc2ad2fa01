import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { activityFilter, activityResult, type ActivityFilter } from "#contract/activity-filter.ts";
import { useErrors } from "../../api/error-calls.ts";
import { statusQuery } from "../../api/status-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";

type Key = "flow" | "result" | "side" | "error" | "range";

/** Filters of activity; all of them stand in the address. */
export function ActivityFilters({ filter }: { readonly filter: ActivityFilter }): ReactElement {
  const navigate = useNavigate({ from: "/activity" });
  const status = useQuery(statusQuery);
  const errors = useErrors();
  const choose = (key: Key) => (value: string) =>
    void navigate({ search: (old) => activityFilter.parse({ ...old, [key]: value === "" ? undefined : value }), replace: true });
  const isFiltered = Object.entries(filter).some(([key, value]) => value !== undefined && !["entry", "tab", "group"].includes(key));
  const flows = (status.data?.bridges ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const codes = (errors ?? []).filter(
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
