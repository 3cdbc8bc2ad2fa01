import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactElement, ReactNode } from "react";

/** A link to a page of ours whose address, with its filters, the server has told. */
export function AddressLink({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactElement {
  const router = useRouter();
  const go = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.history.push(href);
  };
  return (
    <a href={href} onClick={go}>
      {children}
    </a>
  );
}
