/**
 * Renders templates in a thread of its own, which the pool ends when it takes too long. Holds nothing of the process: no files, no network, no
 * values but those it was sent; the library's own limits come first, the thread's limits after them.
 */
import { parentPort } from "node:worker_threads";
import { Liquid } from "liquidjs";

export interface RenderRequest {
  readonly templates: readonly string[];
  /** Null: only to read the templates. */
  readonly scope: object | null;
}

/** `flaw` says why in the library's words, without any value. */
export type RenderAnswer = { readonly texts: readonly string[] } | { readonly flaw: string };

/** Longest text that a template may make, in characters. */
const MAX_TEXT = 100_000;

const liquid = new Liquid({
  parseLimit: 100_000,
  renderLimit: 150,
  memoryLimit: 5_000_000,
  ownPropertyOnly: true,
  strictFilters: true,
  dynamicPartials: false,
  // No template reaches a file, not even to learn that it is there.
  templates: {},
  timezoneOffset: 0,
});

// Told once the library is loaded: only from then on does a text's time run.
parentPort?.postMessage("ready");
parentPort?.on("message", (request: RenderRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer({ templates, scope }: RenderRequest): RenderAnswer {
  try {
    const parsed = templates.map((template) => liquid.parse(template));
    const texts = scope === null ? [] : parsed.map((one) => String(liquid.renderSync(one, scope)));
    return texts.some((text) => text.length > MAX_TEXT) ? { flaw: "the text is too long" } : { texts };
  } catch (error) {
    return { flaw: wordsOf(error) };
  }
}

/** The first line, without the excerpt of the template that follows. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "unknown";
  return (message.split("\n")[0] ?? "").slice(0, 200);
}
