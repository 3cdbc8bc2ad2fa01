import { vendorName } from "../vendor-name.ts";
import type { Transform } from "./transform.ts";

/** What values go through, in words; tables by their pairs. Values stand in quotes, so that different transforms never read alike. */
export const transformWords = (transforms: readonly Transform[] = []): string =>
  transforms.length === 0 ? "as it is" : transforms.map(wordsOf).join(", ");

function wordsOf(transform: Transform): string {
  switch (transform.op) {
    case "trim":
      return "spaces tidied";
    case "lowercase":
      return "small letters";
    case "e164":
      return "telephone number in international form";
    case "utc":
      return "time in UTC";
    case "table":
      return `table (${transform.pairs.map(({ left, right }) => `${JSON.stringify(left)} = ${JSON.stringify(right)}`).join("; ")})`;
    case "fallback":
      return `nothing told as ${JSON.stringify(transform.value)} in ${vendorName(transform.side)}`;
  }
}
