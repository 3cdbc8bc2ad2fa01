import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactElement, ReactNode } from "react";

interface Props {
  readonly href: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A link to a page of ours of which the whole address is known. It follows no changes of the address bar, so a list may hold many of them. */
export function AddressLink({ href, className, children }: Props): ReactElement {
  const router = useRouter();
  const go = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.history.push(href);
  };
  return (
    <a href={href} className={className} onClick={go}>
      {children}
    </a>
  );
}
