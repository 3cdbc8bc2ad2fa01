import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { FlowDetail } from "#contract/flows.ts";
import type { BridgeMode } from "#core/bridge.ts";
import { setFlowMode } from "../../api/flow-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { UnlessMay } from "../../ui/ask-owner.tsx";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ModeBadge } from "./mode-badge.tsx";

type Writing = Extract<BridgeMode, "canary" | "live">;
const steps = ["draft", "sandbox", "shadow", "canary", "live"] as const;

/** The way from draft to live, where the flow is on it, and the next steps. */
export function FlowModes({ flow }: { readonly flow: FlowDetail }): ReactElement {
  const client = useQueryClient();
  const [asked, setAsked] = useState<Writing | null>(null);
  const move = useMutation({
    mutationFn: ({ mode, reason = "" }: { mode: BridgeMode; reason?: string }) => setFlowMode(flow.id, mode, reason),
    onSuccess: (next) => client.setQueryData(["flow", flow.id], next),
    onSettled: () => {
      setAsked(null);
      return client.invalidateQueries();
    },
  });
  const go = (mode: BridgeMode): void => move.mutate({ mode });
  return (
    <section className="panel" aria-labelledby="steps">
      <div className="row-of">
        <h2 id="steps">{text("flow.steps")}</h2>
        <output>
          <ModeBadge mode={flow.mode} />
        </output>
      </div>
      <ol className="flow-steps">
        {steps
          .filter((step) => step !== "sandbox" || flow.sandbox)
          .map((step) => (
            <li key={step} aria-current={step === flow.mode ? "step" : undefined}>
              <strong>{text(step === "sandbox" ? "flow.step.sandbox" : `flow.mode.${step}`)}</strong>
              <span className="muted">{text(`flow.step.${step}.about`)}</span>
            </li>
          ))}
      </ol>
      {useMay("build") && <NextSteps mode={flow.mode} busy={move.isPending} onGo={go} onAsk={setAsked} />}
      <UnlessMay needs="build" />
      {move.isError && <ProblemCard error={move.error} onRetry={() => move.reset()} />}
      {asked !== null && (
        <AskToWrite
          flow={flow}
          mode={asked}
          busy={move.isPending}
          onConfirm={(reason) => move.mutate({ mode: asked, reason })}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}

interface NextProps {
  readonly mode: FlowDetail["mode"];
  readonly busy: boolean;
  readonly onGo: (mode: BridgeMode) => void;
  readonly onAsk: (mode: Writing) => void;
}

/** What can be done next; the first step is the safest one. */
function NextSteps({ mode, busy, onGo, onAsk }: NextProps): ReactElement {
  const runs = mode === "shadow" || mode === "canary" || mode === "live" || mode === "mixed";
  const begins = mode === "off" || mode === "draft";
  return (
    <div className="row-of">
      {mode !== "shadow" && mode !== "live" && mode !== "canary" && (
        <Button look={begins ? "main" : "plain"} busy={busy} onClick={() => onGo("shadow")}>
          {text("flow.start.shadow")}
        </Button>
      )}
      {mode !== "canary" && mode !== "live" && (
        <Button disabled={busy} onClick={() => onAsk("canary")}>
          {text("flow.start.canary")}
        </Button>
      )}
      {mode !== "live" && (
        <Button look={begins ? "plain" : "main"} disabled={busy} onClick={() => onAsk("live")}>
          {text("flow.start.live")}
        </Button>
      )}
      {runs && (
        <Button disabled={busy} onClick={() => onGo("paused")}>
          {text("flow.pause")}
        </Button>
      )}
    </div>
  );
}

interface AskProps {
  readonly flow: FlowDetail;
  readonly mode: Writing;
  readonly busy: boolean;
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
}

/** Says what writing means, what stands in its way, and asks for a reason where something does. */
function AskToWrite({ flow, mode, busy, onConfirm, onClose }: AskProps): ReactElement {
  const [reason, setReason] = useState("");
  const open = flow.checks.filter(({ ok }) => !ok);
  const name = text(`flow.recipe.${flow.id}`);
  return (
    <Confirm
      open
      title={text(`flow.${mode}.title`, { name })}
      act={text(`flow.${mode}.act`)}
      busy={busy}
      onConfirm={() => onConfirm(reason.trim())}
      onClose={onClose}
    >
      <p>{text(`flow.${mode}.body`)}</p>
      {open.length > 0 && (
        <>
          <ul>
            {open.map(({ id, count }) => (
              <li key={id}>
                {text("flow.check.open")}: {text(`flow.check.${id}`)} {text("flow.check.count", { count })}
              </li>
            ))}
          </ul>
          <TextField label={text("flow.reason")} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        </>
      )}
    </Confirm>
  );
}
