import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";

/** Milliseconds between two looks. */
const LOOK_MS = 2_000;

/** Tells each time that the store stops answering, and each time that it answers again. Returns the stop function. */
export function watchStore(ports: { readonly store: Pick<Store, "healthy">; readonly clock: Clock }, tell: (answers: boolean) => void): () => void {
  const stop = new AbortController();
  const watch = async (): Promise<void> => {
    for (let answered = true; !stop.signal.aborted;) {
      await ports.clock.sleep(LOOK_MS, stop.signal);
      const answers = await ports.store.healthy();
      if (answers !== answered && !stop.signal.aborted) tell(answers);
      answered = answers;
    }
  };
  watch().catch(() => undefined);
  return () => stop.abort();
}
