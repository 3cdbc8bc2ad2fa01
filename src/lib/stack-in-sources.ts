import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Where an error came from, in lines of the sources, also where a bundle of them is run. Its maps are read only when they are asked for, because
 * Node's own `--enable-source-maps` makes every start slower. A frame that has no map stays as it is.
 */
export function stackInSources(error: Error): string {
  const stack = error.stack ?? error.message;
  return stack.replaceAll(/(file:\/\/[^\s)]+\.mjs):(\d+):(\d+)/gu, (frame, url: string, line: string, column: string) => {
    return placeOf(url, Number(line), Number(column)) ?? frame;
  });
}

function placeOf(url: string, line: number, column: number): string | null {
  try {
    const map = new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, "utf8")) as SourceMapPayload);
    const entry = map.findEntry(line - 1, column - 1);
    if (!("originalSource" in entry)) return null;
    return `${new URL(entry.originalSource, url).href}:${String(entry.originalLine + 1)}:${String(entry.originalColumn + 1)}`;
  } catch {
    return null;
  }
}
