/** The page: a store, a simulator, and the parts that show one and ask the other. */
import "./style.css";
import "./layout.css";
import { themes } from "./palette.ts";
import { firstPreset } from "./presets.ts";
import { startSession } from "./session.ts";
import { initial, type Page } from "./state.ts";
import { createStore } from "./store.ts";
import { startSimulator } from "./worker/start-simulator.ts";
import SimulatorWorker from "./worker/worker.ts?worker&inline";

document.head.append(Object.assign(document.createElement("style"), { textContent: themes() }));

const store = createStore(initial);
const simulator = startSimulator(() => new SimulatorWorker());
const session = startSession({ document, store, simulator });
export const page: Page = { document, store, simulator, session };

const { text } = firstPreset;
store.set({ text, opened: text });
