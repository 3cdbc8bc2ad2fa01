import type { ConflictStoryView, InboxItem } from "#contract/conflicts.ts";
import type { NeedsYouItem } from "#contract/needs-you.ts";
import { isErrorCode, registry } from "#core/error-registry.ts";
import type { FieldLabel } from "#core/mapping/field-label.ts";
import type { ConflictRow, Connection, LinkRow } from "#core/ports/store.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import { shownTitleIn } from "#core/record/title.ts";
import type { ConflictStory, SideStory } from "#engine/explain/explain-conflict.ts";
import { placeOf } from "#engine/need-place.ts";
import type { NeedsYou } from "#engine/needs-you.ts";
import { answersOf } from "#engine/resolve-conflict.ts";
import { asText, asValue } from "./values.ts";

const entryOf = (code: string | null): { readonly code: string | null; readonly number: string | null; readonly title: string | null } => {
  const entry = isErrorCode(code) ? registry[code] : null;
  return { code, number: entry?.number ?? null, title: entry?.title ?? null };
};

/** One thing that waits, with the page on which it is settled. */
export function toNeedsYou(item: NeedsYou): NeedsYouItem {
  const place = placeOf(item);
  switch (item.kind) {
    case "connection": {
      const { number, title } = registry[item.code];
      return { kind: item.kind, ...place, since: item.since, ...accountOf(item.connection), code: item.code, number, title };
    }
    case "brake": {
      const { id, name } = item.bridge;
      return { kind: item.kind, ...place, since: item.since, flow: name, flowId: id, count: item.deletes };
    }
    case "parked": {
      const { bridgeId, because, links } = item.cause;
      return { kind: item.kind, ...place, since: item.since, flow: item.flow, flowId: bridgeId, count: links, ...entryOf(because) };
    }
    case "runs": {
      const { workflowId, because, runs } = item.cause;
      return { kind: item.kind, ...place, since: item.since, flow: item.workflow, flowId: workflowId, count: runs, ...entryOf(because) };
    }
    case "questions":
      return { kind: item.kind, ...place, since: item.since, flow: item.workflow, flowId: item.cause.workflowId, count: item.cause.runs };
    case "conflicts": {
      const { bridgeId, kind: conflict, field, open } = item.cause;
      return { kind: item.kind, ...place, since: item.since, flow: item.flow, flowId: bridgeId, count: open, conflict, field, label: item.label };
    }
    case "token":
      return { kind: item.kind, ...place, since: item.since, ...accountOf(item.connection), endsAt: item.endsAt };
  }
}

const accountOf = ({ name, vendor }: Connection): Pick<Connection, "name" | "vendor"> => ({ name, vendor });

export function toInboxItem(row: ConflictRow, link: LinkRow | null, label: FieldLabel): InboxItem {
  return {
    id: row.id,
    contactId: row.linkId,
    name: shownTitleIn({ ...link?.right?.fields, ...link?.left?.fields }),
    flow: row.bridgeId,
    kind: row.kind,
    field: row.field,
    label: label(row.bridgeId, row.field),
    openedAt: row.openedAt,
    assignee: row.assignee,
  };
}

export function toConflictStory(story: ConflictStory): ConflictStoryView {
  const { conflict, link, bridge, map, agreed } = story;
  return {
    ...toInboxItem(conflict, link, (_bridge, field) => map?.label ?? (field === "*" ? "the whole record" : field)),
    flowName: bridge.name,
    fieldKind: map?.kind ?? null,
    agreed: { known: agreed.known, value: asValue(agreed.value) },
    highlevel: toSide(story.left, conflict.left),
    incident: toSide(story.right, conflict.right),
    candidates: story.candidates.map(({ recordId, title, fields }) => ({
      recordId,
      title,
      email: asText(fields["email"]),
      phone: asText(fields["phone"]),
    })),
    comment: conflict.comment,
    answered: conflict.resolution !== null,
    answers: [...answersOf[conflict.kind]],
  };
}

const toSide = (side: SideStory, value: CanonicalValue): ConflictStoryView["highlevel"] => ({ ...side, value: asValue(value) });
