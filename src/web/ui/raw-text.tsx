import type { ReactElement } from "react";

interface Props {
  /** Its name for screen readers; no other one of the page has the same. */
  readonly label: string;
  readonly children: string;
}

/** Text letter by letter, such as JSON or a file, in a box that people can scroll with the keyboard. */
export function RawText({ label, children }: Props): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <section className="raw" tabIndex={0} aria-label={label}>
      <pre>
        <bdi>{children}</bdi>
      </pre>
    </section>
  );
}
