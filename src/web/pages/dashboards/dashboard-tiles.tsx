import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import type { DashboardTiles } from "#contract/dashboards.ts";
import { text } from "../../i18n/text.ts";
import { asNumber } from "./figures.ts";

/** The figures on top; each leads to what it counts. */
export function Tiles({ tiles }: { readonly tiles: DashboardTiles }): ReactElement {
  const { contacts, inSync } = tiles;
  const percent = contacts === 0 ? null : Math.floor((inSync / contacts) * 1_000) / 10;
  return (
    <nav className="dash-tiles" aria-label={text("dashboards.tiles")}>
      <ul className="tiles">
        <li>
          <Link to="/contacts" search={{}} className="tile">
            <Figure value={percent === null ? text("dashboards.unknown") : text("dashboards.percent", { count: asNumber(percent) })}>
              {text("dashboards.tile.sync", { inSync, contacts })}
            </Figure>
          </Link>
        </li>
        <Tile to="tasks" value={tiles.openTasks}>
          {text("dashboards.tile.open")}
        </Tile>
        <Tile to="tasks" value={tiles.overdueTasks} tone={tiles.overdueTasks > 0 ? "warn" : undefined}>
          {text("dashboards.tile.overdue")}
        </Tile>
        <Tile to="notes" value={tiles.notes}>
          {text("dashboards.tile.notes")}
        </Tile>
        <Tile to="appointments" value={tiles.appointments}>
          {text("dashboards.tile.appointments")}
        </Tile>
        <li>
          <Link to="/" className="tile" data-tone={tiles.needsYou > 0 ? "warn" : undefined}>
            <Figure value={asNumber(tiles.needsYou)}>{text("dashboards.tile.needs")}</Figure>
          </Link>
        </li>
      </ul>
    </nav>
  );
}

interface TileProps {
  /** The chart that tells more. */
  readonly to: string;
  readonly value: number;
  readonly tone?: "warn" | undefined;
  readonly children: ReactNode;
}

const Tile = ({ to, value, tone, children }: TileProps): ReactElement => (
  <li>
    <a href={`#${to}`} className="tile" data-tone={tone}>
      <Figure value={asNumber(value)}>{children}</Figure>
    </a>
  </li>
);

const Figure = ({ value, children }: { readonly value: string; readonly children: ReactNode }): ReactElement => (
  <>
    <span className="tile-figure">{value}</span>
    {children}
  </>
);
