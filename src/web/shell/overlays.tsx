import { useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, type ReactElement } from "react";
import { usePermitted } from "../api/use-me.ts";
import { loadArea } from "../i18n/text.ts";
import { PauseQuestion } from "./pause-all.tsx";

/** What may stand above the page. */
export type Overlay = "search" | "keys" | "pause" | null;

const loadPalette = async () => (await Promise.all([import("./palette.tsx"), loadArea("palette")]))[0];
const loadKeys = async () => (await Promise.all([import("./keys-sheet.tsx"), loadArea("palette")]))[0];
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const KeysSheet = lazy(async () => ({ default: (await loadKeys()).KeysSheet }));

/** What opens above any page. Their code is fetched when the page has come to rest, so that they open at once. */
export function Overlays({ overlay, show }: { readonly overlay: Overlay; readonly show: (overlay: Overlay) => void }): ReactElement {
  const navigate = useNavigate();
  const may = usePermitted();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    const timer = setTimeout(() => void Promise.all([loadPalette(), loadKeys()]), 1_000);
    return () => clearTimeout(timer);
  }, []);
  const close = (): void => show(null);
  return (
    <>
      <PauseQuestion open={overlay === "pause"} onClose={close} />
      <Suspense>
        {overlay === "keys" && <KeysSheet onClose={close} />}
        {overlay === "search" && (
          <Palette
            onClose={close}
            acts={{
              go: (to) => void navigate({ to }),
              openContact: (id) => void navigate({ to: "/contacts/$id", params: { id }, search: {} }),
              theme: setColorScheme,
              showKeys: () => show("keys"),
              pauseAll: () => show("pause"),
              may,
            }}
          />
        )}
      </Suspense>
    </>
  );
}
