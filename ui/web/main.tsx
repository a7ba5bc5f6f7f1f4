import { createRoot } from "react-dom/client";
import { Root } from "./root.tsx";
import { chooseTheme, chosenTheme } from "./theme-choice.ts";

chooseTheme(chosenTheme());
const page = document.getElementById("page");
if (page !== null) createRoot(page).render(<Root />);
