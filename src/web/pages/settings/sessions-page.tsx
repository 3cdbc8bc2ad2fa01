import { useQuery } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { useState, type ReactElement } from "react";
import { endOtherSessions, endSession, fetchSessions } from "../../api/people-calls.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/states.tsx";
import { AskFirst } from "./ask-first.tsx";
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

const OTHERS = "others";

function Sessions(): ReactElement {
  const sessions = useQuery({ queryKey: ["sessions"], queryFn: fetchSessions });
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <>
      <AskToEnd asked={asked} onClose={() => setAsked(null)} />
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
                        onClick={() => setAsked(id)}
                      >
                        {text("sessions.end")}
                      </Button>
                    ),
                },
              ]}
            />
            {rows.length > 1 && (
              <p>
                <Button onClick={() => setAsked(OTHERS)}>{text("sessions.end-others")}</Button>
              </p>
            )}
          </>
        )}
      </Answer>
    </>
  );
}

interface AskProps {
  /** A session's id, or all others; null while nothing is asked. */
  readonly asked: string | null;
  readonly onClose: () => void;
}

function AskToEnd({ asked, onClose }: AskProps): ReactElement {
  const end = useAct((which: string) => (which === OTHERS ? endOtherSessions() : endSession(which)), {
    renews: ["sessions", "me"],
    done: text("sessions.ended"),
    onDone: onClose,
  });
  return (
    <AskFirst
      title={text(asked === OTHERS ? "sessions.end-others.ask" : "sessions.end.ask")}
      body={text("sessions.end.body")}
      act={text(asked === OTHERS ? "sessions.end-others" : "sessions.end")}
      asked={asked}
      does={end}
      onClose={onClose}
    />
  );
}
