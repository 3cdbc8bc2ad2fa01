/** Bytes of a value as JSON in UTF-8. */
export function bytesOf(value: unknown): number {
  let bytes = 0;
  // By characters and not by units, because a lone surrogate is written as an escape and every other one of several bytes is whole.
  for (const character of JSON.stringify(value) ?? "") bytes += bytesOfPoint(character.codePointAt(0) ?? 0);
  return bytes;
}

function bytesOfPoint(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}
