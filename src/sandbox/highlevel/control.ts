import { InvariantBroken, must } from "#lib/must.ts";
import type { AdvanceableClock } from "../kit/clock.ts";
import type { Control } from "../kit/control.ts";
import type { FaultRule, Faults } from "../kit/faults.ts";
import type { Prng } from "../kit/prng.ts";
import { deliverTo, noDeliveryFaults, type Deliver, type DeliveryFaults, type DeliveryRecord } from "../kit/webhook-sender.ts";
import { flowScopes, type Token } from "./access.ts";
import { businessControl, type BusinessControl } from "./businesses/business-control.ts";
import { appointmentControl, type AppointmentControl } from "./calendars/appointment-control.ts";
import { change, deleteContact, insert, merge, setTags } from "./contact-edits.ts";
import { readShape, type StoredContact } from "./contact.ts";
import type { Body } from "./contact-write.ts";
import { locationOf, type LocationOptions } from "./create-state.ts";
import { defineCustomField } from "./custom-field-routes.ts";
import type { StoredEnrolment } from "./enrolments/enrolment.ts";
import { furnish } from "./furnish.ts";
import { noteControl, type NoteControl } from "./notes/note-control.ts";
import { ACCESS_SECONDS, USER_ID } from "./oauth.ts";
import { opportunityControl, type OpportunityControl } from "./opportunities/opportunity-control.ts";
import type { Limits } from "./rate-limits.ts";
import { insertSampleContacts } from "./sample-location.ts";
import { insertSampleRecords } from "./sample-records.ts";
import { userRow } from "./users/user.ts";
import { restoreSnapshot, takeSnapshot, type HighLevelSnapshot } from "./snapshot.ts";
import type { Quirks } from "./quirks.ts";
import type { HighLevelState, SandboxLocation } from "./state.ts";
import { taskControl, type TaskControl } from "./tasks/task-control.ts";

/** A credential to be made. */
export interface NewToken {
  /** Default `private-integration`. */
  readonly kind?: Token["kind"];
  /** Default the first location; without meaning for a company's token. */
  readonly locationId?: string;
  /** Default those of all flows. */
  readonly scopes?: readonly string[];
}

/** Edits data as a person would in HighLevel's pages, and switches the sandbox's misbehaviour. Edits send events like real ones. Where no location is given it is the first. */
export interface HighLevelControl extends Control, TaskControl, NoteControl, AppointmentControl, BusinessControl, OpportunityControl {
  createContact(body: Body, locationId?: string): string;
  /** A body as for an update through the API. */
  editContact(id: string, body: Body): void;
  deleteContact(id: string): void;
  setTags(id: string, tags: readonly string[]): void;
  addTag(id: string, tag: string): void;
  removeTag(id: string, tag: string): void;
  /** A person merges two contacts: the second id vanishes. */
  mergeContacts(keepId: string, loseId: string): void;
  /** The truth of all locations, or of one, without limits or lag, for checks. */
  contacts(locationId?: string): readonly Body[];
  addSampleContacts(count: number, locationId?: string): void;
  /** So many invented records of each kind, spread over the contacts that are there. */
  addSampleRecords(count: number, locationId?: string): void;
  /** Who is in which workflow and campaign. */
  enrolments(): readonly StoredEnrolment[];
  /** Users of all locations, or of one. */
  users(locationId?: string): readonly Body[];
  addCustomField(name: string, dataType: string, locationId?: string): string;
  customFields(): readonly { readonly id: string; readonly name: string }[];
  addLocation(location: LocationOptions): void;
  setSuspended(suspended: boolean, locationId?: string): void;
  /** Takes the app away from a location: its tokens end, UNINSTALL is sent, events stop. */
  uninstall(locationId?: string): void;
  /** Puts the app back and sends INSTALL. */
  install(locationId?: string): void;
  addToken(token?: NewToken): string;
  setScopes(token: string, scopes: readonly string[]): void;
  revokeToken(token: string): void;
  /** Returns the new value. The old one ends after so many milliseconds, by default at once; the vendor offers seven days. */
  rotateToken(token: string, overlapMs?: number): string;
  quirks(): Readonly<Quirks>;
  setQuirks(quirks: Partial<Quirks>): void;
  setFaults(rules: readonly FaultRule[]): void;
  faultsInjected(): Readonly<Record<string, number>>;
  setLimits(limits: Limits | null): void;
  /** Leaves so many calls of the day, by default none, to everybody who has called. */
  spendDailyBudget(remaining?: number): void;
  setDeliveryFaults(faults: DeliveryFaults): void;
  webhooksTo(target: string | Deliver | null): void;
  webhooksUnderway(): number;
  /** Resolves when no event is under way. */
  settleWebhooks(): Promise<void>;
  pauseWebhooks(): void;
  resumeWebhooks(): void;
  deliveries(): Readonly<Record<string, number>>;
  /** The newest thousand, oldest first. */
  deliveryRecords(): readonly Readonly<DeliveryRecord>[];
  /** Puts the sandbox's clock forward by so many milliseconds. */
  advance(byMs: number): void;
  snapshot(): HighLevelSnapshot;
  restore(snapshot: HighLevelSnapshot): void;
  /** As it was when the sandbox started: data, credentials, quirks, limits; no faults. Time goes on. */
  reset(): void;
  random(): Prng;
}

/** `state.clock` must be the clock that `advance` moves; `startAgain` puts the sandbox's data back to what it began with. */
export function createControl(state: HighLevelState, faults: Faults, clock: AdvanceableClock, startAgain: () => void): HighLevelControl {
  const [first] = state.locations.keys();
  const locationId = must(first, "a location");
  const resetCounters = (): void => {
    state.counters.reset();
    faults.resetCounts();
  };
  return {
    ...people(state, locationId),
    ...taskControl(state),
    ...noteControl(state),
    ...appointmentControl(state, locationId),
    ...businessControl(state, locationId),
    ...opportunityControl(state),
    ...administration(state, locationId),
    ...credentials(state, locationId),
    ...switches(state, faults),
    ...webhooks(state),
    advance: (byMs) => clock.advance(byMs),
    snapshot: () => takeSnapshot(state),
    restore: (snapshot) => restoreSnapshot(state, snapshot),
    reset() {
      startAgain();
      state.limits.reset();
      faults.set([]);
      state.webhooks.sender.faults = noDeliveryFaults;
      resetCounters();
    },
    counters: () => state.counters.read(),
    resetCounters,
    random: () => state.prng,
  };
}

type People = Pick<
  HighLevelControl,
  | "createContact"
  | "editContact"
  | "deleteContact"
  | "setTags"
  | "addTag"
  | "removeTag"
  | "mergeContacts"
  | "contacts"
  | "addSampleContacts"
  | "addSampleRecords"
>;

function people(state: HighLevelState, firstLocation: string): People {
  const contact = (id: string): StoredContact => must(state.contacts.get(id), `contact ${id}`);
  return {
    createContact: (body, locationId = firstLocation) => insert(state, locationId, body, null).id,
    editContact: (id, body) => change(state, contact(id), body, null),
    deleteContact: (id) => deleteContact(state, contact(id), null),
    setTags: (id, tags) => setTags(state, contact(id), tags, null),
    addTag: (id, tag) => setTags(state, contact(id), [...contact(id).tags, tag], null),
    removeTag: (id, tag) =>
      setTags(
        state,
        contact(id),
        contact(id).tags.filter((had) => had !== tag.toLowerCase()),
        null,
      ),
    mergeContacts: (keepId, loseId) => merge(state, contact(keepId), contact(loseId)),
    contacts: (locationId) =>
      [...state.contacts.all()].filter((stored) => locationId === undefined || stored.locationId === locationId).map((stored) => readShape(stored)),
    addSampleContacts: (count, locationId = firstLocation) => insertSampleContacts(state, locationId, count),
    addSampleRecords: (count, locationId = firstLocation) => insertSampleRecords(state, locationId, count),
  };
}

type Administration = Pick<
  HighLevelControl,
  "enrolments" | "users" | "addCustomField" | "customFields" | "addLocation" | "setSuspended" | "uninstall" | "install"
>;

function administration(state: HighLevelState, firstLocation: string): Administration {
  const location = (id: string): SandboxLocation => must(state.locations.get(id), `location ${id}`);
  return {
    enrolments: () => structuredClone([...state.enrolments.values()]),
    users: (locationId) =>
      [...state.users.values()].filter((user) => locationId === undefined || user.locationIds.includes(locationId)).map((user) => userRow(user)),
    addCustomField: (name, dataType, locationId = firstLocation) => defineCustomField(state, locationId, name, dataType).id,
    customFields: () => [...state.customFields.values()].map(({ id, name }) => ({ id, name })),
    addLocation(added) {
      const made = locationOf(added);
      state.locations.set(made.id, made);
      furnish(state, made);
    },
    setSuspended(suspended, locationId = firstLocation) {
      location(locationId).suspended = suspended;
    },
    uninstall: (locationId = firstLocation) => state.oauth.uninstall(location(locationId)),
    install(locationId = firstLocation) {
      location(locationId).installed = true;
      state.webhooks.install(location(locationId), USER_ID);
    },
  };
}

type Credentials = Pick<HighLevelControl, "addToken" | "setScopes" | "revokeToken" | "rotateToken">;

function credentials(state: HighLevelState, firstLocation: string): Credentials {
  const { access, clock, prng } = state;
  const known = (value: string): Token => must(access.token(value), "token");
  return {
    addToken({ kind = "private-integration", locationId = firstLocation, scopes = flowScopes } = {}) {
      const { companyId } = must(state.locations.get(locationId), `location ${locationId}`);
      return access.issue(
        prng,
        kind,
        companyId,
        kind === "company" ? null : locationId,
        scopes,
        kind === "private-integration" ? null : ACCESS_SECONDS * 1_000,
      ).value;
    },
    setScopes(value, scopes) {
      known(value).scopes = [...scopes];
    },
    revokeToken(value) {
      known(value).revoked = true;
    },
    rotateToken(value, overlapMs = 0) {
      const old = known(value);
      old.expiresAt = clock.now() + overlapMs;
      return access.issue(prng, old.kind, old.companyId, old.locationId, old.scopes, null).value;
    },
  };
}

type Switches = Pick<HighLevelControl, "quirks" | "setQuirks" | "setFaults" | "faultsInjected" | "setLimits" | "spendDailyBudget">;

function switches(state: HighLevelState, faults: Faults): Switches {
  return {
    quirks: () => structuredClone(state.quirks),
    setQuirks(quirks) {
      const unknown = Object.keys(quirks).find((name) => !Object.hasOwn(state.quirks, name));
      if (unknown !== undefined) throw new InvariantBroken(`no quirk named ${unknown}`);
      Object.assign(state.quirks, quirks);
    },
    setFaults: (rules) => faults.set(rules),
    faultsInjected: () => faults.counts(),
    setLimits(limits) {
      state.limits.limits = limits;
    },
    spendDailyBudget: (remaining = 0) => state.limits.leaveDaily(remaining),
  };
}

type Webhooks = Pick<
  HighLevelControl,
  "setDeliveryFaults" | "webhooksTo" | "webhooksUnderway" | "settleWebhooks" | "pauseWebhooks" | "resumeWebhooks" | "deliveries" | "deliveryRecords"
>;

function webhooks({ webhooks: { sender } }: HighLevelState): Webhooks {
  return {
    setDeliveryFaults(next) {
      sender.faults = next;
    },
    webhooksTo: (target) => sender.target(typeof target === "string" ? deliverTo(target) : target),
    webhooksUnderway: () => sender.underway,
    settleWebhooks: () => sender.settle(),
    pauseWebhooks: () => sender.pause(),
    resumeWebhooks: () => sender.resume(),
    deliveries: () => ({ ...sender.counts }),
    deliveryRecords: () => sender.records(),
  };
}
