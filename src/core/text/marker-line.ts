/** The last line of whatever we make in HighLevel: what it was made for, by kind and id. */
export const markerLine = /(?:^|\s)incident\.io · (case|update|item|follow-up|action):([\w./-]{1,200})\s*$/u;

/** True for a body that names anything that we have made. */
export const isMarked = (body: string | null): boolean => markerLine.test(body ?? "");
