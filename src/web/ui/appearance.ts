import { keptWord } from "./kept-choice.ts";

export const densities = ["comfortable", "compact"] as const;
export const motions = ["system", "none"] as const;

/** How much room rows take. */
export const density = keptWord("hw-density", densities, "comfortable");
/** Whether anything moves: as the system says, or never. */
export const motion = keptWord("hw-motion", motions, "system");

/** Has the style sheets follow both choices, now and at each change. */
export function applyAppearance(): void {
  const apply = (): void => {
    document.documentElement.dataset["density"] = density.read();
    document.documentElement.dataset["motion"] = motion.read();
  };
  apply();
  density.listen(apply);
  motion.listen(apply);
}
