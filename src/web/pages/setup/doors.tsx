import { FlaskConical, PlugZap } from "lucide-react";
import type { ReactElement } from "react";
import type { StatusView } from "#contract/status.ts";
import { text } from "../../i18n/text.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { useSetup } from "./use-setup.ts";

/** The two ways in: look around with sample data, or connect one's own accounts. */
export function Doors({ environment }: Pick<StatusView, "environment">): ReactElement {
  const { note, busy, error } = useSetup();
  const sandbox = environment === "sandbox";
  return (
    <>
      <div className="doors">
        <section className="panel">
          <FlaskConical size={24} aria-hidden />
          <h2>{text("setup.door.sample")}</h2>
          <p>{text(sandbox ? "setup.door.sample.body" : "setup.door.sample.none")}</p>
          {sandbox && <ButtonLink to="/">{text("setup.door.sample.go")}</ButtonLink>}
        </section>
        <section className="panel">
          <PlugZap size={24} aria-hidden />
          <h2>{text("setup.door.own")}</h2>
          <p>{text("setup.door.own.body")}</p>
          {sandbox ? (
            <>
              <p>{text("setup.door.own.sandbox")}</p>
              <ol className="how">
                <li>{text("setup.door.own.sandbox.stop")}</li>
                <li>{text("setup.door.own.sandbox.start")}</li>
              </ol>
              <CopyField label={text("setup.door.own.sandbox.command")} value="highwire start --no-sandbox" />
              <p className="muted">{text("setup.door.own.sandbox.kept")}</p>
            </>
          ) : (
            <Button look="main" busy={busy} onClick={() => note({ begun: true })}>
              {text("setup.door.own.go")}
            </Button>
          )}
        </section>
      </div>
      {error !== null && <ProblemCard error={error} />}
    </>
  );
}
