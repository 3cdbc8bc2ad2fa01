import { useEffect, useRef, useState, type RefObject } from "react";

/** Begins to load before it is seen, in CSS pixels. */
const AHEAD = "200px";
const waiting: (() => void)[] = [];
let isMoving = false;

/** Lets one chart be made after the other, each when the browser has drawn the one before. */
function moveOn(): void {
  const next = waiting.shift();
  if (next === undefined) {
    isMoving = false;
    return;
  }
  next();
  setTimeout(() => requestAnimationFrame(moveOn), 0);
}

function takeTurn(go: () => void): () => void {
  waiting.push(go);
  if (!isMoving) {
    isMoving = true;
    requestAnimationFrame(moveOn);
  }
  return () => {
    const at = waiting.indexOf(go);
    if (at !== -1) waiting.splice(at, 1);
  };
}

/** True from when an element comes into view and its turn has come, or at once when everything is wanted, as for printing. */
export function useInTurn(everything: boolean): readonly [RefObject<HTMLElement | null>, boolean] {
  const place = useRef<HTMLElement>(null);
  const [isSeen, setSeen] = useState(false);
  const [hasTurn, setTurn] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: AHEAD },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const wanted = isSeen || everything;
  useEffect(() => (wanted ? takeTurn(() => setTurn(true)) : undefined), [wanted]);
  return [place, hasTurn];
}
