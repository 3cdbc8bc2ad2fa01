import "./download-link.css";
import { Download } from "lucide-react";
import type { ReactElement } from "react";

/** A file of the server's, to take along. */
export const DownloadLink = ({ href, children }: { readonly href: string; readonly children: string }): ReactElement => (
  <a className="download" href={href} download>
    <Download size={15} aria-hidden /> {children}
  </a>
);
