/** Whoever asks while the same question is under way shares its answer or its failure; nothing is remembered after that. */
export function askTogether<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let underway: Promise<Answer> | null = null;
  return () =>
    (underway ??= ask().finally(() => {
      underway = null;
    }));
}
