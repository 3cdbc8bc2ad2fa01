import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { emailIn } from "#vendors/incidentio/raw-values.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** Five minutes, in milliseconds: how long it may take until somebody who has just joined can be assigned. */
const KEPT_MS = 300_000;

export interface AssigneeParts {
  readonly highlevel: Pick<HighLevelClient, "users">;
  readonly incident: Pick<IncidentClient, "users">;
  readonly clock: Clock;
  /** E-mail at incident.io of HighLevel users, by user id; goes before the address that HighLevel knows. */
  readonly table: Readonly<Record<string, string>>;
}

/**
 * Who is who at both vendors, by e-mail address at incident.io. Somebody whom only one vendor knows counts as nobody, because the other could
 * assign nobody else. All methods throw vendor errors.
 */
export class Assignees {
  readonly #parts: AssigneeParts;
  readonly #users: KeptBriefly<ReadonlyMap<string, string>>;
  readonly #incidentIds: KeptBriefly<string | null>;

  constructor(parts: AssigneeParts) {
    this.#parts = parts;
    this.#users = new KeptBriefly(parts.clock, KEPT_MS);
    this.#incidentIds = new KeptBriefly(parts.clock, KEPT_MS);
  }

  /** The address of a HighLevel user, when incident.io knows it too. */
  async ofUser(userId: string | null, call: CallOptions): Promise<string | null> {
    if (userId === null) return null;
    const email = (await this.#team(call)).get(userId);
    return email === undefined || (await this.incidentId(email, call)) === null ? null : email;
  }

  /** The address of somebody at incident.io, when HighLevel knows it too. */
  async ofEmail(email: string | null, call: CallOptions): Promise<string | null> {
    return email === null || (await this.userId(email, call)) === null ? null : email;
  }

  async userId(email: string, call: CallOptions): Promise<string | null> {
    return [...(await this.#team(call))].find(([, address]) => address === email)?.[0] ?? null;
  }

  incidentId(email: string, call: CallOptions): Promise<string | null> {
    return this.#incidentIds.get(email, async () => (await this.#parts.incident.users.findByEmail(email, call))?.id ?? null);
  }

  /** Addresses at incident.io by id of HighLevel's users. */
  #team(call: CallOptions): Promise<ReadonlyMap<string, string>> {
    const { highlevel, table } = this.#parts;
    return this.#users.get("all", async () => {
      const users = await highlevel.users.list(call);
      return new Map(users.flatMap(({ id, email }) => addressed(id, emailIn(table[id] ?? email))));
    });
  }
}

const addressed = (id: string, email: string | null): readonly (readonly [string, string])[] => (email === null ? [] : [[id, email]]);
