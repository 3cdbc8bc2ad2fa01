import { Link, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, type ReactElement } from "react";
import { text } from "../../i18n/text.ts";
import { UnlessMay } from "../../ui/ask-owner.tsx";
import { Loading } from "../../ui/states.tsx";
import { useBuilder } from "./builder.ts";
import type { Checked } from "./builder-body.tsx";
import { Checks } from "./checks.tsx";
import { Inspector } from "./inspector.tsx";
import { Outline } from "./outline.tsx";

const Canvas = lazy(async () => ({ default: (await import("./canvas.tsx")).Canvas }));
const views = [undefined, "canvas"] as const;

/** The steps, beside them all of the chosen one, below them what is wrong. */
export function BuildTab({ problems, advice, error }: Checked): ReactElement {
  const { mayBuild } = useBuilder();
  const search = useSearch({ from: "/flows/workflows/$id" });
  return (
    <>
      <nav className="chips wf-views" aria-label={text("wf.views")}>
        {views.map((view) => (
          <span key={view ?? "list"} className="chip" data-current={search.view === view}>
            <Link
              to="."
              search={{ ...search, view }}
              resetScroll={false}
              activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
            >
              {text(`wf.view.${view ?? "list"}`)}
            </Link>
          </span>
        ))}
      </nav>
      <UnlessMay needs="build" />
      <div className="wf-build" data-view={search.view}>
        {search.view === "canvas" ? (
          <section aria-labelledby="wf-steps">
            <h2 id="wf-steps">{text("wf.steps")}</h2>
            <Suspense fallback={<Loading />}>
              <Canvas />
            </Suspense>
          </section>
        ) : (
          <Outline problems={problems ?? []} />
        )}
        <Inspector problems={problems ?? []} />
      </div>
      {mayBuild && <Checks {...{ problems, advice, error }} />}
    </>
  );
}
