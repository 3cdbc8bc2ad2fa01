import type { ConnectionId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import { ContactsByEmail } from "#flows/contacts-by-email.ts";

/** What the bridges of one account read alike, so that it is read once for all of them in this process. */
export class SharedReads {
  readonly #clock: Clock;
  readonly #byEmail = new Map<ConnectionId, ContactsByEmail>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of a HighLevel connection. */
  contactsByEmail(id: ConnectionId): ContactsByEmail {
    const known = this.#byEmail.get(id) ?? new ContactsByEmail(this.#clock);
    this.#byEmail.set(id, known);
    return known;
  }
}
