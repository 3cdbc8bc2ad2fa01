import { timingSafeEqual } from "node:crypto";

/** Whether two texts are the same; how long it takes tells only whether they are equally long. */
export function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
