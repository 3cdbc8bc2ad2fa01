import { setPriority } from "node:os";

/** Of those who stand behind: a tenth of the processor for each one that does not, when there is not enough of it. */
const BEHIND = 10;

/**
 * Lets a process, or this thread, go on only with what others leave of the processors. The vendors stand in front, though they run on the same
 * machine here: they have machines of their own, and count a call when it comes, not when a starved machine lets them look.
 */
export function standBehind(pid = 0): void {
  try {
    setPriority(pid, BEHIND);
  } catch (error) {
    // Whoever has ended by itself stands in nobody's way.
    if ((error as { info?: { code?: string } } | null)?.info?.code !== "ESRCH") throw error;
  }
}
