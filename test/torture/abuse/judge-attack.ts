/** Requests, bursts and slow sockets by the name of the attack. */
export type Strikes = Readonly<Record<string, number>>;

/** Share of each attack's strikes that must have been made in their time: an attacker who could not keep up proves nothing. */
const LEAST_SHARE = 0.9;

/** The smallest share of its strikes that any of the attacks made, in per cent, rounded down. */
export function leastMade(planned: Strikes, made: Strikes): number {
  return Math.floor(100 * Math.min(...Object.entries(planned).map(([name, count]) => (made[name] ?? 0) / count)));
}

/** Attacks that fell short of their plan. */
export function weakAttacks(planned: Strikes, made: Strikes): readonly string[] {
  return Object.entries(planned)
    .filter(([name, count]) => (made[name] ?? 0) < LEAST_SHARE * count)
    .map(([name, count]) => `the attack fell short: ${String(made[name] ?? 0)} of ${String(count)} strikes made (${name})`);
}
