import { createTheme, type CSSVariablesResolver } from "@mantine/core";

/** Our palette over the library's: its own colours miss AA contrast, these were measured to pass. */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  luminanceThreshold: 0.18,
  fontFamily: "system-ui, sans-serif",
  defaultRadius: "sm",
});

const named = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`--mantine-color-${name}`, value]));

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: named({
    dimmed: "#5a6169",
    placeholder: "#5f6770",
    error: "#c0272d",
    anchor: "#1c4fc4",
    "red-light-color": "#a31621",
    "green-light-color": "#1c6b2c",
    "yellow-light-color": "#7a4d00",
    "blue-light-color": "#114a9e",
    "gray-light-color": "#40464d",
    "orange-light-color": "#8f3a00",
    "grape-light-color": "#7b1f8f",
    "indigo-light-color": "#2f46b5",
    "red-outline": "#a31621",
    "green-outline": "#1c6b2c",
    "blue-outline": "#114a9e",
    "indigo-outline": "#2f46b5",
  }),
  dark: named({
    body: "#16181b",
    dimmed: "#a6adb5",
    placeholder: "#a0a7b0",
    error: "#ff9a9a",
    anchor: "#9dbcff",
    "red-light-color": "#ffb3b3",
    "green-light-color": "#a6e9b3",
    "yellow-light-color": "#ffe08a",
    "blue-light-color": "#a9ccff",
    "gray-light-color": "#d5dae0",
    "orange-light-color": "#ffc9a0",
    "grape-light-color": "#eab3f7",
    "indigo-light-color": "#bccbff",
  }),
});
