import { useEffect, useState } from "react";

/** Milliseconds without a key after which what people type counts as meant. */
export const TYPED_MS = 250;

/** The value as it was when it last stood still for so many milliseconds. */
export function useRested(value: string, ms: number): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}
