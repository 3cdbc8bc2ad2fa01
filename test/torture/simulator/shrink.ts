import { simulate } from "./simulate.ts";
import type { Trial } from "./trial.ts";
import { weatherOf, type Weather } from "./weather.ts";

const calm: Partial<Weather> = {
  catalogEdits: 0,
  crashes: 0,
  restless: false,
  skewMs: 0,
  clockJumps: 0,
  risky: false,
  onDelete: "unlink",
  policy: "ask",
  signIn: "token",
  faultChance: 0,
  quirks: "plain",
  commitMs: 0,
  processes: 1,
  flows: false,
};

/** The same weather made a little simpler, in every single way, the largest steps first. */
function simpler(weather: Weather): readonly Weather[] {
  const calmer = Object.entries(calm)
    .filter(([name, value]) => weather[name as keyof Weather] !== value)
    .map(([name, value]): Weather => ({ ...weather, [name]: value }));
  const stiller = (["drop", "duplicate", "reorder", "maxDelayMs"] as const)
    .filter((name) => weather.webhooks[name] !== 0)
    .map((name): Weather => ({ ...weather, webhooks: { ...weather.webhooks, [name]: 0 } }));
  const fewer = (["edits", "catalogEdits", "contacts"] as const).flatMap((name) =>
    [Math.floor(weather[name] / 2), weather[name] - 1]
      .filter((count) => count > 0 && count < weather[name])
      .map((count): Weather => ({ ...weather, [name]: count })),
  );
  return [...calmer, ...stiller, ...fewer];
}

/** The simplest weather found under which the seed still breaks a promise; null when it breaks none. */
export async function shrink(seed: number, say: (line: string) => void): Promise<Trial | null> {
  const fails = async (weather: Weather): Promise<boolean> => (await simulate(seed, weather)).violations.length > 0;
  let weather = weatherOf(seed);
  if (!(await fails(weather))) return null;
  for (let step: Weather | undefined = weather; step !== undefined;) {
    weather = step;
    step = undefined;
    for (const candidate of simpler(weather)) {
      if (!(await fails(candidate))) continue;
      step = candidate;
      say(`   still fails with ${String(candidate.edits)} edits, ${String(candidate.crashes)} crashes, faults ${String(candidate.faultChance)}`);
      break;
    }
  }
  return { seed, weather };
}
