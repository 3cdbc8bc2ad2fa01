import { Button as MantineButton } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentProps, ReactElement, ReactNode } from "react";

/** `main`: the page's one first act. `plain`: all others. `quiet`: beside text. `danger`: what takes something away. */
type Look = "main" | "plain" | "quiet" | "danger";

const looks = {
  main: { variant: "filled" },
  plain: { variant: "default" },
  quiet: { variant: "subtle" },
  danger: { variant: "filled", color: "red.8" },
} as const;

interface Shape {
  readonly look?: Look | undefined;
  readonly icon?: ReactNode;
  readonly small?: boolean | undefined;
}

const shapeOf = ({ look = "plain", icon, small = false }: Shape) => ({ ...looks[look], leftSection: icon, size: small ? "xs" : "sm" });

interface ButtonProps extends Shape, Pick<ComponentProps<"button">, Passed> {
  /** Shows that the act is under way and takes no second press. */
  readonly busy?: boolean;
}

/** What a button hands on to the browser. */
type Passed =
  | "type"
  | "disabled"
  | "onClick"
  | "children"
  | "form"
  | "autoFocus"
  | "title"
  | "id"
  | `aria-${"label" | "describedby" | "expanded" | "controls" | "haspopup" | "pressed"}`;

/** A button. Its words say what it does. */
export function Button({ look, icon, small, busy = false, type = "button", disabled = false, ...rest }: ButtonProps): ReactElement {
  return <MantineButton {...shapeOf({ look, icon, small })} type={type} loading={busy} disabled={disabled} {...rest} />;
}

interface AnchorProps extends Omit<ComponentProps<"a">, "color">, Shape {}

const ButtonAnchor = ({ look, icon, small, ...rest }: AnchorProps): ReactElement => (
  <MantineButton component="a" {...shapeOf({ look, icon, small })} {...rest} />
);

/** A link to a page of ours that looks like a button. */
export const ButtonLink = createLink(ButtonAnchor);
