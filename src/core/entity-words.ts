import type { Entity } from "./bridge.ts";

/** What a bridge keeps in step, as commands say it. */
export const entityWords: Readonly<Record<Entity, string>> = {
  contact: "contacts",
  task: "tasks",
  appointment: "appointments",
  business: "businesses",
  "case-task": "case-tasks",
  timeline: "timelines",
  "case-tags": "case-tags",
  "contact-facts": "contact-facts",
  "follow-up": "follow-ups",
  action: "actions",
  board: "boards",
  "timeline-note": "timeline-notes",
  "case-note": "case-notes",
  "new-contact": "new-contacts",
  "alert-note": "alert-notes",
};

/** The entity that such a word means; undefined for any other word. */
export function entityOf(word: string): Entity | undefined {
  return (Object.keys(entityWords) as Entity[]).find((entity) => entityWords[entity] === word);
}
