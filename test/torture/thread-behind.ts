import { standBehind } from "./stand-behind.ts";

standBehind();
