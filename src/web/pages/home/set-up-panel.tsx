import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { setupSteps } from "#contract/setup.ts";
import type { StatusView } from "#contract/status.ts";
import { fetchSetup } from "../../api/setup-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { ButtonLink } from "../../ui/button.tsx";

/** How far the guided set-up has come, until it is finished. */
export function SetUpPanel({ environment }: Pick<StatusView, "environment">): ReactElement | null {
  const may = useMay("administer");
  const setup = useQuery({ queryKey: ["setup"], queryFn: fetchSetup, enabled: may, meta: { topics: ["config"] } });
  if (!may || setup.data === undefined || setup.data.finishedAt !== null) return null;
  const { begun, step } = setup.data;
  const done = setupSteps.indexOf(step);
  const sample = environment === "sandbox" && !begun;
  return (
    <section className="panel set-up" aria-labelledby="set-up">
      <div>
        <h2 id="set-up">{sample ? text("home.setup.sample") : text("home.setup.title", { done, total: setupSteps.length })}</h2>
        <p className="muted">{text(sample ? "home.setup.sample.body" : "home.setup.body")}</p>
      </div>
      <ButtonLink to="/setup" look={sample ? "plain" : "main"}>
        {text(begun ? "home.setup.on" : "home.setup.begin")}
      </ButtonLink>
    </section>
  );
}
