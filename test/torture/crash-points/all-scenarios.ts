import type { Scenario } from "./scenario.ts";
import { affected } from "./scenarios/affected.ts";
import { cases } from "./scenarios/cases.ts";
import { deletions } from "./scenarios/deletes.ts";
import { edits } from "./scenarios/edits.ts";
import { faultsAndCrashes } from "./scenarios/faults.ts";
import { firstLinks } from "./scenarios/first-links.ts";
import { firstLoads } from "./scenarios/first-load.ts";
import { flows } from "./scenarios/flows.ts";
import { followedTasks } from "./scenarios/follow-ups.ts";
import { questions } from "./scenarios/questions.ts";
import { sets } from "./scenarios/sets.ts";
import { sweepsAndEvents } from "./scenarios/sweeps-and-events.ts";
import { tokens } from "./scenarios/tokens.ts";

/** Every piece of the flows whose process is killed. */
export const allScenarios: readonly Scenario[] = [
  ...firstLoads,
  ...firstLinks,
  ...edits,
  ...sets,
  ...sweepsAndEvents,
  ...deletions,
  ...questions,
  ...faultsAndCrashes,
  ...tokens,
  ...flows,
  ...cases,
  ...followedTasks,
  ...affected,
];
