import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/global.css";
import "@mantine/core/styles/UnstyledButton.css";
import "@mantine/core/styles/Button.css";
import "@mantine/core/styles/Badge.css";
import "@mantine/core/styles/Alert.css";
import "@mantine/core/styles/Group.css";
import "@mantine/core/styles/Input.css";
import "@mantine/core/styles/InlineInput.css";
import "@mantine/core/styles/Loader.css";
import "./app.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter, Navigate, Outlet, RouterProvider } from "@tanstack/react-router";
import { StrictMode, type ReactElement } from "react";
import { createRoot } from "react-dom/client";
import { contactFilter } from "#contract/contacts.ts";
import { TopBar } from "./features/top-bar.tsx";
import { text } from "./i18n/text.ts";
import { ContactPage } from "./pages/contact-page.tsx";
import { ContactsPage } from "./pages/contacts-page.tsx";
import { theme, variables } from "./ui/theme.ts";

function Shell(): ReactElement {
  return (
    <>
      <a className="skip" href="#content">
        {text("app.skip")}
      </a>
      <TopBar />
      <Outlet />
    </>
  );
}

const root = createRootRoute({ component: Shell });
const home = createRoute({ getParentRoute: () => root, path: "/", component: () => <Navigate to="/contacts" search={{}} replace /> });
const contacts = createRoute({
  getParentRoute: () => root,
  path: "/contacts",
  component: ContactsPage,
  validateSearch: (given) => contactFilter.parse(given),
});
const contact = createRoute({ getParentRoute: () => root, path: "/contacts/$id", component: ContactPage });
const router = createRouter({ routeTree: root.addChildren([home, contacts, contact]), defaultPreload: "intent" });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 1_000, retry: 1 } } });
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";
const place = document.getElementById("root");

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
