/** The page: a store, a simulator, and the parts that show one and ask the other. */
import "./style.css";
import "./layout.css";
import { themes } from "./palette.ts";

document.head.append(Object.assign(document.createElement("style"), { textContent: themes() }));
