/** Times that people choose most, as cron lines. */
export const usualTimes = {
  hour: "0 * * * *",
  day: "0 8 * * *",
  night: "0 2 * * *",
  weekday: "0 8 * * 1-5",
  week: "0 8 * * 1",
  month: "0 8 1 * *",
} as const;

type UsualName = keyof typeof usualTimes;
export const usualNames = Object.keys(usualTimes) as readonly UsualName[];

/** Which of them a cron line is; undefined for any other. */
export const usualNameOf = (cron: string): UsualName | undefined => usualNames.find((name) => usualTimes[name] === cron);
