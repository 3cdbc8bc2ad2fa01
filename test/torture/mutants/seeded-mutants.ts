import { deliveryMutants } from "./delivery-mutants.ts";
import { doorMutants } from "./door-mutants.ts";
import { flowMutants } from "./flow-mutants.ts";
import { identityMutants } from "./identity-mutants.ts";
import { mergeMutants } from "./merge-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { privacyMutants } from "./privacy-mutants.ts";
import { stormMutants } from "./storm-mutants.ts";
import { workMutants } from "./work-mutants.ts";

/** Every bug that is sown. */
export const mutants: readonly Mutant[] = [
  ...mergeMutants,
  ...identityMutants,
  ...workMutants,
  ...deliveryMutants,
  ...doorMutants,
  ...privacyMutants,
  ...flowMutants,
  ...stormMutants,
];
