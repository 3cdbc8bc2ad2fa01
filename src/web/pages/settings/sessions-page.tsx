import { useQuery } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import type { ReactElement } from "react";
import { endOtherSessions, endSession, fetchSessions } from "../../api/people-calls.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { OwnAccount, SettingsFrame } from "./settings-frame.tsx";
import { useAct } from "./use-act.ts";

/** Where one is signed in. */
export const SessionsPage = (): ReactElement => (
  <SettingsFrame title={text("settings.sessions")} needs="view" lead={text("settings.sessions.about")}>
    <OwnAccount>
      <Sessions />
    </OwnAccount>
  </SettingsFrame>
);

function Sessions(): ReactElement {
  const sessions = useQuery({ queryKey: ["sessions"], queryFn: fetchSessions });
  const one = useAct(endSession, { renews: ["sessions", "me"], done: text("sessions.ended") });
  const others = useAct(() => endOtherSessions(), { renews: ["sessions"], done: text("sessions.ended") });
  const failed = one.error ?? others.error;
  return (
    <>
      {failed !== null && <ProblemCard error={failed} />}
      <Answer query={sessions} lines={3}>
        {(rows) => (
          <>
            <DataTable
              label={text("settings.sessions")}
              rows={rows}
              rowKey={({ id }) => id}
              columns={[
                { key: "browser", label: text("sessions.browser"), cell: ({ browser }) => <bdi>{browser ?? text("sessions.unknown")}</bdi> },
                { key: "place", label: text("sessions.place"), cell: ({ place }) => place ?? text("sessions.unknown") },
                { key: "since", label: text("sessions.since"), cell: ({ createdAt }) => exactTime(createdAt) },
                { key: "until", label: text("people.until"), cell: ({ expiresAt }) => exactTime(expiresAt) },
                {
                  key: "acts",
                  label: text("people.acts"),
                  cell: ({ id, current, browser, createdAt }) =>
                    current ? (
                      <Badge tone="info" icon={Monitor}>
                        {text("sessions.current")}
                      </Badge>
                    ) : (
                      <Button
                        small
                        aria-label={text("sessions.end.of", { browser: browser ?? text("sessions.unknown"), time: exactTime(createdAt) })}
                        onClick={() => one.mutate(id)}
                      >
                        {text("sessions.end")}
                      </Button>
                    ),
                },
              ]}
            />
            {rows.length > 1 && (
              <p>
                <Button busy={others.isPending} onClick={() => others.mutate(undefined)}>
                  {text("sessions.end-others")}
                </Button>
              </p>
            )}
          </>
        )}
      </Answer>
    </>
  );
}
