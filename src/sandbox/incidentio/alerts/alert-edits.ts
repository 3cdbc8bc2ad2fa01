import { isPlainObject, textOf, type Body } from "../body-rules.ts";
import type { IncidentState } from "../state.ts";
import type { Stamps } from "../stamps.ts";
import { alertShape } from "./alert-shape.ts";
import { boundTexts, isPrivateSource, valuesOf, type AlertSource } from "./alert-source.ts";
import type { StoredAlert } from "./alert-store.ts";

/**
 * Takes an event of a source. One key of a source means one alert, whatever else a repeat says: a second firing changes nothing, a resolve
 * resolves, and what is resolved stays so. A resolve that nothing fired for makes no alert.
 */
export function takeEvent(state: IncidentState, source: AlertSource, event: Body): void {
  const key = textOf(event, "deduplication_key") ?? "";
  const known = state.alerts.alerts.all().find((alert) => alert.sourceId === source.id && alert.deduplicationKey === key);
  const isResolve = event["status"] === "resolved";
  if (known !== undefined && isResolve) return resolveAlert(state, known);
  if (known !== undefined || isResolve) return;
  const alert = insertAlert(state, source, event);
  state.events.alert("alert_created_v1", alert, alertShape(state, alert));
}

/** Adds a firing alert without an event. */
export function insertAlert(state: IncidentState, source: AlertSource, event: Body, stamps: Stamps = state.stamps): StoredAlert {
  const at = stamps.now();
  const title = isPlainObject(source.template["title"]) ? boundTexts(source.template, source.template["title"], event)[0] : undefined;
  return state.alerts.alerts.add({
    id: stamps.id(),
    sourceId: source.id,
    deduplicationKey: textOf(event, "deduplication_key") ?? "",
    title: title ?? textOf(event, "title") ?? "",
    description: textOf(event, "description") ?? null,
    sourceUrl: textOf(event, "source_url") ?? null,
    visibility: isPrivateSource(source) ? "private" : "public",
    values: valuesOf(source, event),
    status: "firing",
    createdAt: at,
    updatedAt: at,
    resolvedAt: null,
  });
}

/** Resolving what is resolved changes nothing. */
export function resolveAlert(state: IncidentState, alert: StoredAlert): void {
  if (alert.status === "resolved") return;
  alert.status = "resolved";
  alert.updatedAt = state.stamps.after(alert.updatedAt);
  alert.resolvedAt = alert.updatedAt;
  state.events.alert("alert_resolved_v1", alert, alertShape(state, alert));
}
