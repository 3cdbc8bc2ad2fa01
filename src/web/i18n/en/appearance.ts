/** How the page looks and moves, in one browser. */
export const messages = {
  "appearance.lead": "For you, in this browser. Each choice works at once.",
  "appearance.colours": "Colours",
  "appearance.density": "Density of lists",
  "appearance.density.comfortable": "Comfortable",
  "appearance.density.compact": "Compact",
  "appearance.zone": "Time zone",
  "appearance.zone.own": "This browser's: {zone}",
  "appearance.zone.now": "It is now {time}.",
  "appearance.motion": "Motion",
  "appearance.motion.system": "As your system says",
  "appearance.motion.none": "Nothing moves",
  "appearance.keys": "Single keys",
  "appearance.keys.about": "Keys such as j, k and ? do something on their own. Switch them off when speech input presses them by accident.",
  "appearance.language": "Language",
  "appearance.language.only": "English. There is no other yet; dates and numbers follow British English.",
} as const;
