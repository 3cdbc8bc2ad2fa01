import type { Faults, FaultRule } from "../kit/faults.ts";
import type { Control } from "../kit/control.ts";
import { must } from "#lib/must.ts";
import { deliverTo, type Deliver, type DeliveryFaults } from "../kit/webhook-sender.ts";
import { readShape } from "./contact.ts";
import { change, deleteContact, insert, setTags } from "./contact-routes.ts";
import { defineCustomField } from "./location-routes.ts";
import { sampleContacts } from "./sample-contacts.ts";
import type { HighLevelState, Quirks } from "./state.ts";
import type { Limits } from "./access.ts";
import type { Prng } from "../kit/prng.ts";

type Body = Readonly<Record<string, unknown>>;

/** Edits data as a person would in HighLevel's pages, and switches the sandbox's misbehaviour. Edits send events like real ones. */
export interface HighLevelControl extends Control {
  createContact(body: Body): string;
  editContact(id: string, body: Body): void;
  deleteContact(id: string): void;
  setTags(id: string, tags: readonly string[]): void;
  /** A person merges two contacts: the second id vanishes. */
  mergeContacts(keepId: string, loseId: string): void;
  /** The truth, without limits or lag, for checks. */
  contacts(): readonly Readonly<Record<string, unknown>>[];
  addSampleContacts(count: number): void;
  addCustomField(name: string, dataType: string): string;
  customFields(): readonly { readonly id: string; readonly name: string }[];
  setQuirks(quirks: Partial<Quirks & { indexLagMs: number }>): void;
  setFaults(rules: readonly FaultRule[]): void;
  setDeliveryFaults(faults: DeliveryFaults): void;
  setLimits(limits: Limits | null): void;
  webhooksTo(target: string | Deliver | null): void;
  webhooksUnderway(): number;
  deliveries(): Readonly<Record<string, number>>;
  rotateToken(token: string): string;
  random(): Prng;
}

export function createControl(state: HighLevelState, faults: Faults, locationId: string): HighLevelControl {
  const contact = (id: string): NonNullable<ReturnType<typeof state.contacts.get>> => must(state.contacts.get(id), `contact ${id}`);
  let sampled = 0;
  return {
    createContact: (body) => insert(state, locationId, body, null).id,
    editContact: (id, body) => change(state, contact(id), body),
    deleteContact: (id) => deleteContact(state, contact(id)),
    setTags: (id, tags) => setTags(state, contact(id), [...tags]),
    mergeContacts(keepId, loseId) {
      const lost = contact(loseId);
      deleteContact(state, lost);
      change(state, contact(keepId), { ...(lost.phone !== undefined && contact(keepId).phone === undefined && { phone: lost.phone }) });
    },
    contacts: () => [...state.contacts.all()].map((stored) => readShape(stored)),
    addSampleContacts(count) {
      const plan = state.customFields.size === 0 && count > 0 ? defineCustomField(state, locationId, "Plan", "TEXT").id : fieldId(state, "Plan");
      const seats = fieldId(state, "Seats") ?? (count > 0 ? defineCustomField(state, locationId, "Seats", "NUMERICAL").id : undefined);
      for (const sample of sampleContacts(state.prng, count, sampled)) {
        const { tags, plan: planValue, seats: seatsValue, ...fields } = sample;
        const customFields = [...(planValue === null ? [] : [{ id: plan, field_value: planValue }]), ...(seatsValue === null ? [] : [{ id: seats, field_value: seatsValue }])];
        insert(state, locationId, { ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)), tags, customFields }, null);
      }
      sampled += count;
    },
    addCustomField: (name, dataType) => defineCustomField(state, locationId, name, dataType).id,
    customFields: () => [...state.customFields.values()].map(({ id, name }) => ({ id, name })),
    setQuirks({ indexLagMs, ...quirks }) {
      Object.assign(state.quirks, quirks);
      if (indexLagMs !== undefined) state.contacts.indexLagMs = indexLagMs;
    },
    setFaults: (rules) => faults.set(rules),
    setDeliveryFaults(next) {
      state.webhooks.sender.faults = next;
    },
    setLimits(limits) {
      state.access.limits = limits;
    },
    webhooksTo: (target) => state.webhooks.sender.target(typeof target === "string" ? deliverTo(target) : target),
    webhooksUnderway: () => state.webhooks.sender.underway,
    deliveries: () => state.webhooks.sender.counts,
    rotateToken(value) {
      const old = must(state.access.tokens.get(value), "token");
      old.revoked = true;
      return state.access.issue(state.prng, old.kind, old.companyId, old.locationId, old.scopes, null).value;
    },
    counters: () => state.counters.read(),
    resetCounters: () => state.counters.reset(),
    random: () => state.prng,
  };
}

function fieldId(state: HighLevelState, name: string): string | undefined {
  return [...state.customFields.values()].find((field) => field.name === name)?.id;
}
