/** The page: a store, a simulator, and the parts that show one and ask the other. */
import "./fonts.css";
import "./style.css";
import "./layout.css";
import { begin } from "./begin.ts";
import { takeFiles } from "./drop/drop.ts";
import { keys } from "./keyboard.ts";
import { themes } from "./palette.ts";
import { editor } from "./panel/editor.ts";
import { knobs } from "./panel/knobs-part.ts";
import { startSession } from "./session.ts";
import { initial, type Page, type Part } from "./state.ts";
import { createStore, turnsOfPage } from "./store.ts";
import { compare } from "./view/compare.ts";
import { contents } from "./view/contents.ts";
import { dock } from "./view/dock.ts";
import { gantt } from "./view/gantt.ts";
import { header } from "./view/header.ts";
import { keysList } from "./view/keys.ts";
import { memory } from "./view/memory.ts";
import { startRail } from "./view/rail.ts";
import { request } from "./view/request.ts";
import { step } from "./view/step.ts";
import { study } from "./view/study.ts";
import { time } from "./view/time.ts";
import { typical } from "./view/typical.ts";
import { verdict } from "./view/verdict.ts";
import { startSimulator } from "./worker/start-simulator.ts";
import SimulatorWorker from "./worker/worker.ts?worker&inline";

document.head.append(Object.assign(document.createElement("style"), { textContent: themes() }));

const store = createStore(initial, requestAnimationFrame, turnsOfPage);
const simulator = startSimulator(() => new SimulatorWorker());
const session = startSession({ document, store, simulator });
const page: Page = { document, store, simulator, session };

keys.listen(document);
const beginning = begin(page);
const rail = startRail(page);
const pickFiles = takeFiles(page);
mount("top", header({ rail, pickFiles, link: async () => (await beginning).link() }));
mount("knobs", knobs);
mount("editor", editor);
mount("contents", contents);
mount("keys", keysList);
mount("dock", dock(rail));
mount("verdict", verdict);
mount("compare", compare);
mount("study", study);
mount("rows", time);
mount("gantt", gantt);
mount("request", request);
mount("step", step);
mount("memory", memory);
mount("typical", typical);

function mount(id: string, part: Part): void {
  part(document.getElementById(id)!, page);
}
