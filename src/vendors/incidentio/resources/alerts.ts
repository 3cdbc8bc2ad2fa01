import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";
import { pageOf, paging, type Page } from "./pages.ts";

const value = z.looseObject({
  label: z.string().nullish(),
  literal: z.string().nullish(),
  catalog_entry: z.looseObject({ id: z.string(), name: z.string().nullish() }).nullish(),
});
const slim = {
  id: z.string(),
  alert_source_id: z.string(),
  deduplication_key: z.string(),
  title: z.string(),
  description: z.string().nullish(),
  source_url: z.string().nullish(),
  status: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
};
const alert = z.looseObject({
  ...slim,
  attributes: z.array(
    z.looseObject({
      attribute: z.looseObject({ id: z.string(), name: z.string() }),
      value: value.nullish(),
      array_value: z.array(value).nullish(),
    }),
  ),
});
const attached = z.looseObject({ id: z.string(), alert: z.looseObject(slim), incident: z.looseObject({ id: z.string(), visibility: z.string() }) });
export type AlertJson = z.infer<typeof alert>;
export type IncidentAlertJson = z.infer<typeof attached>;

const single = z.looseObject({ alert });
const list = z.looseObject({ alerts: z.array(alert), pagination_meta: paging });
const attachedList = z.looseObject({ incident_alerts: z.array(attached), pagination_meta: paging });
const accepted = z.looseObject({ deduplication_key: z.string() });

interface PageAsked {
  /** 50 at most. */
  readonly pageSize: number;
  readonly after: string | null;
}
export interface AlertsQuery extends PageAsked {
  readonly status?: "firing" | "resolved";
  readonly sourceId?: string;
  readonly deduplicationKey?: string;
  /** ISO; it belongs to what is found. */
  readonly createdSince?: string;
}

export interface AlertEvent {
  /** One key of a source means one alert, so a repeat makes no second one. */
  readonly deduplication_key: string;
  readonly title: string;
  readonly status: "firing" | "resolved";
  /** Markdown. */
  readonly description?: string;
  readonly source_url?: string;
  /** What the source's expressions read, such as an e-mail address that an attribute of the catalog resolves. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Alerts, version 2. Private ones are there only for keys with global access. */
export interface AlertsResource {
  list(query: AlertsQuery, call: CallOptions): Promise<Page<AlertJson>>;
  show(id: string, call: CallOptions): Promise<AlertJson>;
  /** Changes nothing when it is resolved already; refused for sources that resolve their alerts themselves. */
  resolve(id: string, call: CallOptions): Promise<AlertJson>;
  /** Alerts that hang on an incident, or incidents that an alert hangs on. */
  attached(of: ({ readonly incidentId: string } | { readonly alertId: string }) & PageAsked, call: CallOptions): Promise<Page<IncidentAlertJson>>;
  /** Accepted at once; the alert is there a little later. The source lets it in by its own secret, not by our key. */
  sendEvent(source: { readonly id: string; readonly secret: string }, event: AlertEvent, call: CallOptions): Promise<void>;
}

export function alertsResource(send: Send): AlertsResource {
  const pageQuery = ({ pageSize, after }: PageAsked): { readonly page_size: number; readonly after: string | undefined } => ({
    page_size: pageSize,
    after: after ?? undefined,
  });
  return {
    async list({ status, sourceId, deduplicationKey, createdSince, ...page }, call) {
      const filters = { "status[one_of]": status, "alert_source[one_of]": sourceId, "deduplication_key[is]": deduplicationKey };
      const query = { ...pageQuery(page), ...filters, "created_at[gte]": createdSince };
      const { alerts, pagination_meta } = await send("alerts.list", { path: {}, query, answer: list }, call);
      return pageOf(alerts, pagination_meta);
    },
    show: async (id, call) => (await send("alerts.show", { path: { id }, answer: single }, call)).alert,
    resolve: async (id, call) => (await send("alerts.resolve", { path: { id }, answer: single }, call)).alert,
    async attached(of, call) {
      const whose = "incidentId" in of ? { incident_id: of.incidentId } : { alert_id: of.alertId };
      const query = { ...pageQuery(of), ...whose };
      const { incident_alerts, pagination_meta } = await send("incident-alerts.list", { path: {}, query, answer: attachedList }, call);
      return pageOf(incident_alerts, pagination_meta);
    },
    async sendEvent({ id, secret }, body, call) {
      const path = { alert_source_config_id: id };
      await send("alert-events.create", { path, body, answer: accepted, instead: { secret, limitKey: id } }, call);
    },
  };
}
