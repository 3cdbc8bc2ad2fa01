import type { Json } from "./expression.ts";

/** Where the values of a setting are listed: for a field of an operation of the catalog, by the account; or every time zone there is. */
export type SettingValues = { readonly operationId: string; readonly field: string } | "time-zones";

/** Something that whoever uses a template chooses. */
export interface TemplateSetting {
  readonly name: string;
  /** What to give, as a question. */
  readonly about: string;
  /** Taken when nothing is given. Null: it must be given. */
  readonly standard: string | null;
  /** Null: no list knows it, such as a word to look for. */
  readonly values: SettingValues | null;
}

/** A workflow to begin with: a definition in which `$name` stands for a setting. */
export interface WorkflowTemplate {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly settings: readonly TemplateSetting[];
  readonly definition: Json;
}

const listed = (name: string, about: string, operationId: string, field: string): TemplateSetting => ({
  name,
  about,
  standard: null,
  values: { operationId, field },
});
const affectedField = listed("field", "Custom field of incidents that names affected contacts", "incident.custom-fields-v2.show", "path.id");
const alertSource = listed(
  "source",
  "HTTP alert source that tells your on-call people",
  "incident.alert-events-v2.create-http",
  "path.alert_source_config_id",
);
const catalogType = (about: string): TemplateSetting => listed("type", about, "incident.catalog-v3.create-entry", "body.catalog_type_id");
const tag = (about: string, standard: string): TemplateSetting => ({ ...listed("tag", about, "highlevel.contacts.add-tags", "body.tags"), standard });

const on = (source: "highlevel" | "incident", ...types: readonly string[]): Json => ({ kind: "event", source, types });
const when = (id: string, value: string, is: string, than?: Json): Json => ({
  id,
  kind: "filter",
  only: { value: { pick: value }, is, ...(than !== undefined && { than }) },
});
const highlevel = (id: string, operation: string, input: Json): Json => ({
  id,
  kind: "action",
  operation: `highlevel.${operation}`,
  connection: "highlevel",
  input,
});
const incident = (id: string, operation: string, input: Json): Json => ({
  id,
  kind: "action",
  operation: `incident.${operation}`,
  connection: "incident",
  input,
});
const text = (template: string): Json => ({ text: template });
const each = (id: string, items: string, steps: readonly Json[]): Json => ({ id, kind: "for-each", items: { pick: items }, most: 500, steps });
const alert = (id: string, title: string, description: string): Json =>
  incident(id, "alert-events-v2.create-http", {
    path: { alert_source_config_id: "$source" },
    body: { status: "firing", title: text(title), description: text(description) },
  });
/** Asks for the one entry of the chosen type that has this external id. */
const entriesNamed = (identifier: string): Json => ({ query: { catalog_type_id: "$type", page_size: 1, identifier: text(identifier) } });

/** Entries of contacts carry the contact's id behind their location's. */
const CONTACT = "{{ item.value_catalog_entry.external_id | split: ':' | last }}";
/** Goes through the contacts that an incident names. */
const eachAffected = (from: string, steps: readonly Json[]): Json =>
  each("fields", `${from}.custom_field_entries`, [
    when("is-affected", "item.custom_field.id", "equal", "$field"),
    each("affected", "item.values", [when("is-contact", "item.value_catalog_entry.external_id", "there"), ...steps]),
  ]);

/** Workflows to begin with; what stands with `$` is chosen when one is taken. */
export const workflowTemplates: readonly WorkflowTemplate[] = [
  {
    id: "vip-affected",
    title: "An important customer is affected",
    sentence: "When an incident names a contact with your tag, on-call people get an alert with the customer's name.",
    settings: [affectedField, alertSource, tag("Tag of important customers", "vip")],
    definition: {
      trigger: on("incident", "public_incident.incident_created_v2", "public_incident.incident_updated_v2"),
      oneAtATime: { pick: "trigger.payload.id" },
      steps: [
        eachAffected("trigger.payload", [
          highlevel("contact", "contacts.get-contact", { path: { contactId: text(CONTACT) } }),
          when("is-important", "steps.contact.contact.tags", "containing", "$tag"),
          incident("alert", "alert-events-v2.create-http", {
            path: { alert_source_config_id: "$source" },
            body: {
              status: "firing",
              title: text(
                "{{ steps.contact.contact.firstName }} {{ steps.contact.contact.lastName }} is affected by {{ trigger.payload.reference }}",
              ),
              // One alert for each contact and incident, however often the incident changes.
              deduplication_key: text(`highwire-vip-{{ trigger.payload.id }}-${CONTACT}`),
            },
          }),
        ]),
      ],
    },
  },
  {
    id: "resolved-tells-customers",
    title: "An incident is over",
    sentence: "When an incident is closed, each affected contact gets a note and goes into a HighLevel workflow of yours.",
    settings: [
      affectedField,
      listed("workflow", "HighLevel workflow that tells customers", "highlevel.contacts.add-contact-to-workflow", "path.workflowId"),
    ],
    definition: {
      trigger: on("incident", "public_incident.incident_status_updated_v2"),
      steps: [
        when("is-over", "trigger.payload.new_status.category", "equal", "closed"),
        eachAffected("trigger.payload.incident", [
          highlevel("note", "contacts.create-note", {
            path: { contactId: text(CONTACT) },
            body: { body: text("{{ trigger.payload.incident.reference }} is over: {{ trigger.payload.incident.name }}") },
          }),
          highlevel("tell", "contacts.add-contact-to-workflow", { path: { contactId: text(CONTACT), workflowId: "$workflow" }, body: {} }),
        ]),
      ],
    },
  },
  {
    id: "no-show-during-incident",
    title: "A no-show while something is broken",
    sentence: "When a contact misses an appointment during a live incident, somebody gets a task to call them.",
    settings: [],
    definition: {
      trigger: on("highlevel", "AppointmentUpdate"),
      steps: [
        when("is-no-show", "trigger.appointment.appointmentStatus", "one-of", "noshow, no-show"),
        incident("live", "incidents-v2.list", { query: { page_size: 1, status_category: { one_of: ["live"] } } }),
        { id: "is-broken", kind: "filter", only: { not: { value: { pick: "steps.live.incidents" }, is: "empty" } } },
        highlevel("task", "contacts.create-task", {
          path: { contactId: { pick: "trigger.appointment.contactId" } },
          body: {
            title: text("Call about the missed appointment: {{ steps.live.incidents[0].name }} was going on"),
            dueDate: { pick: "run.startedAt" },
            completed: false,
          },
        }),
      ],
    },
  },
  {
    id: "note-raises-alert",
    title: "A note with a keyword",
    sentence: "When somebody writes a note with your keyword, on-call people get an alert.",
    settings: [alertSource, { name: "keyword", about: "Word that a note must have", standard: "outage", values: null }],
    definition: {
      trigger: on("highlevel", "NoteCreate"),
      steps: [
        when("has-keyword", "trigger.body", "containing", "$keyword"),
        alert("alert", "A customer's note speaks of $keyword", "{{ trigger.body | truncate: 500 }}"),
      ],
    },
  },
  {
    id: "business-to-catalog",
    title: "A new business",
    sentence: "Every night, businesses of HighLevel that your catalog type does not have yet become entries of it.",
    settings: [catalogType("Catalog type for businesses")],
    definition: {
      // HighLevel tells of no business.
      trigger: { kind: "schedule", cron: "0 2 * * *", timeZone: "UTC" },
      limits: { calls: 1_000, hops: 3 },
      steps: [
        {
          id: "pages",
          kind: "for-each",
          items: ["0", "100", "200", "300"],
          steps: [
            highlevel("listed", "businesses.get-businesses-by-location", {
              query: { limit: "100", skip: { pick: "item" } },
            }),
            each("businesses", "steps.listed.businesses", [
              incident("known", "catalog-v3.list-entries", {
                query: { catalog_type_id: "$type", page_size: 1, identifier: { pick: "item.id" } },
              }),
              when("is-new", "steps.known.catalog_entries", "empty"),
              incident("entry", "catalog-v3.create-entry", {
                body: { catalog_type_id: "$type", name: { pick: "item.name" }, external_id: { pick: "item.id" }, attribute_values: {} },
              }),
            ]),
          ],
        },
      ],
    },
  },
  {
    id: "overdue-task-pings-lead",
    title: "An overdue task of an affected customer",
    sentence: "Every hour, overdue tasks of contacts with your incident tag become alerts for the lead.",
    settings: [alertSource, tag("Tag that affected contacts carry", "incident")],
    definition: {
      trigger: { kind: "schedule", cron: "0 * * * *", timeZone: "UTC" },
      limits: { calls: 500, hops: 3 },
      steps: [
        highlevel("open", "locations.task-search", { body: { completed: false, limit: 100, skip: 0 } }),
        each("tasks", "steps.open.tasks", [
          when("is-overdue", "item.dueDate", "before", { pick: "run.startedAt" }),
          highlevel("contact", "contacts.get-contact", { path: { contactId: { pick: "item.contactId" } } }),
          when("is-affected", "steps.contact.contact.tags", "containing", "$tag"),
          incident("ping", "alert-events-v2.create-http", {
            path: { alert_source_config_id: "$source" },
            body: {
              status: "firing",
              title: text("Overdue: {{ item.title }}"),
              deduplication_key: text("highwire-overdue-{{ item._id | default: item.id }}"),
            },
          }),
        ]),
      ],
    },
  },
  {
    id: "status-page-to-notes",
    title: "The status page says something new",
    sentence: "When an update is published on your status page, contacts with your tag get it as a note.",
    settings: [tag("Tag of contacts who want to know", "status-updates")],
    definition: {
      trigger: on("incident", "status_page_incident.update_shared_v1"),
      limits: { calls: 500, hops: 3 },
      steps: [
        highlevel("who", "contacts.search-contacts-advanced", {
          body: { page: 1, pageLimit: 100, filters: [{ field: "tags", operator: "contains", value: "$tag" }] },
        }),
        each("contacts", "steps.who.contacts", [
          highlevel("note", "contacts.create-note", {
            path: { contactId: { pick: "item.id" } },
            body: { body: text("{{ trigger.payload.status_page_incident.name }}: {{ trigger.payload.update.message }}") },
          }),
        ]),
      ],
    },
  },
  {
    id: "daily-digest",
    title: "What is going on, every morning",
    sentence: "On weekdays at eight, a note on a contact of yours lists the incidents that are live.",
    settings: [
      listed("contact", "Contact that gets the note", "highlevel.contacts.create-note", "path.contactId"),
      { name: "zone", about: "Time zone", standard: "Europe/London", values: "time-zones" },
    ],
    definition: {
      trigger: { kind: "schedule", cron: "0 8 * * 1-5", timeZone: "$zone" },
      steps: [
        incident("live", "incidents-v2.list", { query: { page_size: 50, status_category: { one_of: ["live"] } } }),
        highlevel("note", "contacts.create-note", {
          path: { contactId: "$contact" },
          body: {
            body: text(
              "Live incidents: {{ steps.live.incidents | size }}{% for one in steps.live.incidents %}\n{{ one.reference }} {{ one.name }} ({{ one.severity.name | default: 'no severity' }}){% endfor %}",
            ),
          },
        }),
      ],
    },
  },
  {
    id: "post-mortem-closes-tasks",
    title: "A post-mortem is published",
    sentence: "When an incident's post-mortem is done, open tasks of its contacts that name the incident are completed.",
    settings: [affectedField],
    definition: {
      trigger: on("incident", "public_incident.postmortem_document_status_updated_v1"),
      steps: [
        when("is-finished", "trigger.payload.new_status", "equal", "complete"),
        incident("shown", "incidents-v2.show", { path: { id: { pick: "trigger.payload.postmortem_document.incident_id" } } }),
        eachAffected("steps.shown.incident", [
          highlevel("theirs", "contacts.get-all-tasks", { path: { contactId: text(CONTACT) } }),
          each("tasks", "steps.theirs.tasks", [
            when("is-open", "item.completed", "false"),
            when("is-of-it", "item.title", "containing", { pick: "steps.shown.incident.reference" }),
            highlevel("complete", "contacts.update-task-completed", {
              path: { contactId: { pick: "item.contactId" }, taskId: { pick: "item.id" } },
              body: { completed: true },
            }),
          ]),
        ]),
      ],
    },
  },
  {
    id: "merged-contact-relinks",
    title: "Two contacts were merged",
    sentence:
      "When a contact goes because it was merged into one with the same e-mail address, the catalog entry of the one that is gone names the one that stayed.",
    settings: [catalogType("Catalog type for contacts")],
    definition: {
      // HighLevel tells of a merge only as the end of the contact that is gone.
      trigger: on("highlevel", "ContactDelete"),
      steps: [
        when("has-address", "trigger.email", "there"),
        highlevel("stayed", "contacts.get-duplicate-contact", {
          query: { email: { pick: "trigger.email" } },
        }),
        when("is-merged", "steps.stayed.contact.id", "there"),
        incident("taken", "catalog-v3.list-entries", entriesNamed("{{ trigger.locationId }}:{{ steps.stayed.contact.id }}")),
        when("is-free", "steps.taken.catalog_entries", "empty"),
        incident("found", "catalog-v3.list-entries", entriesNamed("{{ trigger.locationId }}:{{ trigger.id }}")),
        each("entries", "steps.found.catalog_entries", [
          incident("relink", "catalog-v3.update-entry", {
            path: { id: { pick: "item.id" } },
            body: {
              name: { pick: "item.name" },
              external_id: text("{{ trigger.locationId }}:{{ steps.stayed.contact.id }}"),
              // Its values stay as they are.
              attribute_values: {},
              update_attributes: [],
            },
          }),
        ]),
      ],
    },
  },
];

/** A template's definition with its settings filled in; null when one that must be given is not. */
export function fromTemplate(template: WorkflowTemplate, given: Readonly<Record<string, string>>): Json | null {
  const values = new Map(template.settings.map(({ name, standard }) => [name, given[name] ?? standard]));
  if ([...values.values()].some((value) => value === null || value.trim() === "")) return null;
  const place = /\$([a-z]+)/gu;
  const fill = (part: Json): Json => {
    if (typeof part === "string") return part.replace(place, (whole, name: string) => values.get(name) ?? whole);
    if (Array.isArray(part)) return (part as readonly Json[]).map(fill);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part as Readonly<Record<string, Json>>).map(([key, value]) => [key, fill(value)]));
  };
  return { format: 1, name: template.title, ...(fill(template.definition) as Readonly<Record<string, Json>>) };
}
