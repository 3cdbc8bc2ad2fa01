import type { ContactLook, FieldLook, IncidentLook } from "#engine/responder/look.ts";
import { frame } from "./door-pages.ts";
import { html, webAddress, type Html } from "./html.ts";

/** What a page may weigh, in bytes: little enough for a slow telephone. */
export const MOST_BYTES = 30_720;

export interface ShownTo {
  readonly pageId: string;
  /** First contact of this part of the list. */
  readonly from: number;
  /** Leads to our own page of each contact: only for people who may open that. */
  readonly linksToContacts: boolean;
  /** Came by this page's own doors, so there is something to leave. */
  readonly mayLeave: boolean;
}

/** An incident with its affected contacts, as many as fit. The rest is one press away. */
export function incidentPage(look: IncidentLook, to: ShownTo): string {
  let shown: readonly ContactLook[] = look.contacts;
  let page = draw(look, shown, to);
  while (Buffer.byteLength(page) > MOST_BYTES && shown.length > 1) {
    shown = shown.slice(0, -1);
    page = draw(look, shown, to);
  }
  return page;
}

function draw(look: IncidentLook, shown: readonly ContactLook[], to: ShownTo): string {
  const { incident, total } = look;
  const here = `/r/i/${encodeURIComponent(to.pageId)}`;
  const cutShort = shown.length < look.contacts.length;
  const next = cutShort ? to.from + shown.length : look.next;
  const title = incident.name ?? "Incident without a name";
  return frame(
    incident.reference ?? "Incident",
    html`<p class="dim">${[incident.reference, incident.severity, incident.status].filter((word) => word !== null).join(" · ")}</p>
      <h1><bdi>${title}</bdi></h1>
      <p>${total === 0 ? "No contact is named as affected yet." : `Affected contacts: ${String(total)}`}</p>
      <div class="row"><a class="act" href="${here}${to.from > 0 ? `?from=${String(to.from)}` : ""}">Refresh</a>${permalink(incident.permalink)}</div>
      <p class="dim">As of ${time(look.asOf)}</p>
      ${shown.map((contact) => contactCard(contact, to))}
      <div class="row">
        ${to.from > 0 ? html`<a class="act" href="${here}">First contacts</a>` : null}${next === null ? null : html`<a class="act" href="${here}?from=${next}">Next contacts</a>`}
      </div>
      ${to.mayLeave ? html`<form method="post" action="${here}/leave"><button>Leave this page</button></form>` : null}`,
  );
}

function permalink(address: string | null): Html | null {
  const href = webAddress(address);
  return href === null ? null : html`<a class="act" href="${href}">Open in incident.io</a>`;
}

/** By the clocks of UTC, as the page has no way to know those of its reader. */
function time(at: number): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC, ${iso.slice(0, 10)}</time>`;
}

function contactCard({ contactId, name, fields, live, seenAt }: ContactLook, { linksToContacts }: ShownTo): Html {
  const rows = [
    ...fields.map(fieldRow),
    ...(live?.owner === null || live?.owner === undefined ? [] : [row("Owner", html`<bdi>${live.owner}</bdi>`)]),
  ];
  return html`<article class="card">
    <h2><bdi>${name}</bdi></h2>
    ${rows.length === 0 ? null : html`<dl>${rows}</dl>`}
    ${
      live === null || live.tags.length === 0
        ? null
        : html`<ul class="tags" aria-label="Tags">
            ${live.tags.map((tag) => html`<li><bdi>${tag}</bdi></li>`)}
          </ul>`
    }
    ${live === null ? html`<p class="warn">HighLevel cannot be asked right now.${seenAt === null ? null : html` What stands here was seen at ${time(seenAt)}.`}</p>` : liveParts(live)}
    ${linksToContacts ? html`<p><a class="act" href="/r/c/${encodeURIComponent(contactId)}">Open in Highwire</a></p>` : null}
  </article>`;
}

const row = (label: string, value: Html): Html =>
  html`<dt>${label}</dt>
    <dd>${value}</dd>`;

function fieldRow({ label, value, tap }: FieldLook): Html {
  const shown = html`<bdi>${value}</bdi>`;
  if (tap === null) return row(label, shown);
  const href = tap === "call" ? `tel:${value.replaceAll(/[^+\d]/gu, "")}` : `mailto:${encodeURIComponent(value)}`;
  return row(label, html`<a class="act" href="${href}">${shown}</a>`);
}

function liveParts({ openTasks, notes, nextAppointment }: NonNullable<ContactLook["live"]>): Html {
  return html`<h3>Next appointment</h3>
    <p>
      ${nextAppointment === null ? "None" : html`${nextAppointment.when}${nextAppointment.title === null ? null : html`: <bdi>${nextAppointment.title}</bdi>`}`}
    </p>
    <h3>Open tasks</h3>
    ${
      openTasks.length === 0
        ? html`<p>None</p>`
        : html`<ul>
            ${openTasks.map(({ title, due }) => html`<li><bdi>${title}</bdi>${due === null ? null : html` <span class="dim">due ${due}</span>`}</li>`)}
          </ul>`
    }
    <h3>Last notes</h3>
    ${
      notes.length === 0
        ? html`<p>None</p>`
        : html`<ul>
            ${notes.map(({ when, text }) => html`<li>${when === null ? null : html`<span class="dim">${when}:</span> `}<bdi>${text}</bdi></li>`)}
          </ul>`
    }`;
}
