import { useEffect, useState } from "react";

/** Milliseconds of quiet after which what is typed counts as meant. */
const QUIET_MS = 250;

/** The value as it was when it last kept still: what is asked of the server while people type. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), QUIET_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
