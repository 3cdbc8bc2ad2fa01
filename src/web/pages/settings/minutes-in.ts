/** The minutes since midnight that a time field holds; null while it is empty. */
export function minutesIn(text: string): number | null {
  const [, hour, minute] = /^(\d{2}):(\d{2})/u.exec(text) ?? [];
  return hour === undefined ? null : Number(hour) * 60 + Number(minute);
}
