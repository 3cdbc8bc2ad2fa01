import type { ReactElement } from "react";
import type { ActivityStory } from "#contract/activity.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { CopyButton } from "../../ui/copy-button.tsx";

type Call = ActivityStory["requests"][number];

/** The calls made for the record in this turn. */
export function RequestsTab({ story }: { readonly story: ActivityStory }): ReactElement {
  if (story.requests.length === 0) return <p className="muted">{text("activity.requests.none")}</p>;
  return (
    <ol className="requests">
      {story.requests.map((call) => (
        <li key={`${String(call.at)} ${call.method} ${call.path}`}>
          <Request call={call} />
        </li>
      ))}
    </ol>
  );
}

function Request({ call }: { readonly call: Call }): ReactElement {
  const { method, path, status, durationMs, requestId, headers, body, at, vendor } = call;
  const isBad = status === 0 || status >= 400;
  return (
    <details>
      <summary>
        <code>{method}</code> <bdi dir="ltr">{path}</bdi>{" "}
        <strong data-bad={isBad}>{status === 0 ? text("activity.requests.noAnswer") : String(status)}</strong>{" "}
        <span className="muted">{text("activity.step.ms", { ms: durationMs })}</span>
      </summary>
      <p className="muted small">
        {text(`activity.side.${vendor}`)} · {exactTime(at)}
      </p>
      {requestId !== null && (
        <p>
          {text("activity.requests.id")}: <code>{requestId}</code>
        </p>
      )}
      {Object.keys(headers).length > 0 && (
        <>
          <h3>{text("activity.requests.headers")}</h3>
          <pre className="raw">
            {Object.entries(headers)
              .map(([name, value]) => `${name}: ${value}`)
              .join("\n")}
          </pre>
        </>
      )}
      {body !== null && (
        <>
          <h3>{text("activity.requests.body")}</h3>
          <pre className="raw">{body}</pre>
        </>
      )}
      <CopyButton label={text("activity.requests.copy")} value={asCurl(call)} done={text("activity.requests.copied")} />
    </details>
  );
}

/** The call for a shell, with a place for the token that is never kept. The quoting holds for every POSIX shell. */
function asCurl({ method, path, body, vendor }: Call): string {
  const quoted = (words: string): string => `'${words.replaceAll("'", String.raw`'\''`)}'`;
  const host = vendor === "highlevel" ? "https://services.leadconnectorhq.com" : "https://api.incident.io";
  return [
    `curl -X ${method} ${quoted(`${host}${path}`)}`,
    `-H ${quoted("Authorization: Bearer $TOKEN")}`,
    ...(body === null ? [] : [`-H ${quoted("Content-Type: application/json")}`, `-d ${quoted(body)}`]),
  ].join(" \\\n  ");
}
