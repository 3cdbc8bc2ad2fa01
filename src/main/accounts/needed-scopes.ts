import type { Bridge, Entity } from "#core/bridge.ts";
import type { Connection } from "#core/ports/store.ts";
import { factsOf as highlevelFacts } from "#vendors/highlevel/operations.ts";
import { factsOf as incidentFacts } from "#vendors/incidentio/operations.ts";
import { rolesFor } from "#vendors/incidentio/scope-roles.ts";
import { alertOperations, entityOperations, setupOperations, type EntityOperations } from "./entity-operations.ts";

type Vendor = Connection["vendor"];

/** A permission with everything that asks for it. */
export interface ScopeUse {
  readonly scope: string;
  /** True when every call that needs it changes something, so that no read can prove it. */
  readonly write: boolean;
  readonly roles: readonly string[];
  readonly entities: readonly Entity[];
  readonly atSetup: boolean;
  readonly operations: readonly string[];
}

/** The least permissions for these bridges, sorted. */
export function scopesOfBridges(vendor: Vendor, bridges: readonly Pick<Bridge, "entity" | "cases">[]): readonly ScopeUse[] {
  const inAlerts = bridges.filter(({ cases }) => cases?.alertAttribute !== undefined);
  return scopesOf(vendor, entitiesOf(bridges), entitiesOf(inAlerts));
}

const entitiesOf = (bridges: readonly Pick<Bridge, "entity">[]): readonly Entity[] => [...new Set(bridges.map(({ entity }) => entity))];

/**
 * The least permissions for these kinds of bridges, sorted; what connecting itself reads is always among them. Those of the second list look for
 * contacts in alerts as well.
 */
export function scopesOf(vendor: Vendor, entities: readonly Entity[], inAlerts: readonly Entity[] = []): readonly ScopeUse[] {
  const uses = new Map<string, { write: boolean; atSetup: boolean; entities: Set<Entity>; operations: Set<string> }>();
  const add = (given: EntityOperations, entity: Entity | null): void => {
    for (const { name, scopes, mutating } of namedFacts(vendor, given)) {
      for (const scope of scopes) {
        const use = uses.get(scope) ?? { write: true, atSetup: false, entities: new Set(), operations: new Set() };
        if (entity === null) use.atSetup = true;
        else use.entities.add(entity);
        if (!mutating) use.write = false;
        use.operations.add(name);
        uses.set(scope, use);
      }
    }
  };
  add(setupOperations, null);
  for (const entity of entities) add(entityOperations[entity], entity);
  for (const entity of inAlerts) add(alertOperations, entity);
  return [...uses]
    .map(([scope, use]) => ({
      scope,
      write: use.write,
      roles: vendor === "incident" ? rolesFor(scope) : [],
      entities: [...use.entities],
      atSetup: use.atSetup,
      operations: [...use.operations].toSorted(),
    }))
    .toSorted((one, other) => one.scope.localeCompare(other.scope, "en"));
}

interface NamedFacts {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly mutating: boolean;
}

function namedFacts(vendor: Vendor, { highlevel, incident }: EntityOperations): readonly NamedFacts[] {
  return vendor === "highlevel"
    ? highlevel.map((name) => ({ name, ...pick(highlevelFacts(name)) }))
    : incident.map((name) => ({ name, ...pick(incidentFacts(name)) }));
}

const pick = ({ scopes, mutating }: NamedFacts | Omit<NamedFacts, "name">): Omit<NamedFacts, "name"> => ({ scopes, mutating });
