import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/global.css";
import "@mantine/core/styles/UnstyledButton.css";
import "@mantine/core/styles/Button.css";
import "@mantine/core/styles/Input.css";
import "@mantine/core/styles/InlineInput.css";
import "@mantine/core/styles/Loader.css";
import "./ui/tokens.css";
import "./ui/frame.css";
import "./ui/fields.css";
import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiProblem, isPassing } from "./api/request.ts";
import { applyLocale } from "./i18n/locale.ts";
import { router } from "./routes.tsx";
import { applyAppearance } from "./ui/appearance.ts";
import { theme, variables } from "./ui/theme.ts";

/** A session that has ended shows first in some refusal: then it is asked again who is there, and the frame leads to the sign-in page. */
const onError = (error: Error): void => {
  if (error instanceof ApiProblem && error.problem?.code === "HW_SIGN_IN_NEEDED") void queries.invalidateQueries({ queryKey: ["me"] });
};
const queries = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: { queries: { staleTime: 1_000, retry: (failures, error) => failures < 1 && isPassing(error) } },
});
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";
const place = document.getElementById("root");

applyAppearance();
await applyLocale();
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
