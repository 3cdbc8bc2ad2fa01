/** Tells whether a vendor publishes an operation, so that what is not emulated says so instead of pretending. */
export class KnownPaths {
  readonly #patterns: readonly { readonly method: string; readonly pattern: RegExp; readonly id: string; readonly scopes: readonly string[] }[];

  constructor(operations: readonly (readonly [method: string, path: string, id: string, scopes: readonly string[]])[]) {
    this.#patterns = operations.map(([method, path, id, scopes]) => ({ method, id, scopes, pattern: patternOf(path) }));
  }

  find(method: string, path: string): { readonly id: string; readonly scopes: readonly string[] } | null {
    return this.#patterns.find((known) => known.method === method && known.pattern.test(path)) ?? null;
  }

  /** True when the path exists in another spelling of its letters. */
  hasOtherCase(path: string): boolean {
    return this.#patterns.some((known) => !known.pattern.test(path) && new RegExp(known.pattern.source, "iu").test(path));
  }
}

/** A path template as a pattern: each `{name}` is one segment. */
export function patternOf(template: string): RegExp {
  const source = template
    .split(/\{[^}]+\}/u)
    .map((text) => text.replace(/[.*+?^$()|[\]\\]/gu, String.raw`\$&`))
    .join("([^/]+)");
  return new RegExp(`^${source}$`, "u");
}
