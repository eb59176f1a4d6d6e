/** Both layouts of the same memory side by side, and in words what one has over the other. */
import type { BlockMap } from "../../../sim/index.ts";
import type { ChartContext } from "../../chart/context.ts";
import { shareBar } from "../../chart/share-bar.ts";
import { holdingsOf, ratioInWords, usageOf } from "../../data/blocks.ts";
import { count } from "../../format.ts";
import { make } from "../make.ts";
import { blockMap, type MapView } from "./map.ts";
import { blockInWords, heldInWords, layoutNames, shareInWords } from "./words.ts";

export type Layout = BlockMap["layout"];

/** Both layouts; in the place of one that cannot be, why. */
export type Layouts = Readonly<Record<Layout, BlockMap | Error>>;

export const order: readonly Layout[] = ["contiguous", "paged"];

export interface Choices {
  /** The chosen request. */
  selected: number | undefined;
  /** Whose a block is, in words. */
  tell(sentence: string): void;
  choose(request: number): void;
}

/** Between the maps, and of the words beside them, in CSS pixels. */
const GAP = 36;
const WORDS = 248;

/** Those that can be. */
export const mapsOf = (layouts: Layouts): BlockMap[] =>
  order.flatMap((layout) => {
    const map = layouts[layout];
    return map instanceof Error ? [] : [map];
  });

export function bothLayouts(layouts: Layouts, choices: Choices, context: ChartContext): MapView {
  const { document, width, narrow } = context;
  const body = make(document, "div", "layouts");
  body.setAttribute("role", "group");
  const sideBySide = width >= 2 * GAP + 2 * WORDS + WORDS;
  const across = sideBySide ? Math.floor((width - 2 * GAP - WORDS) / 2) : width;
  const views: MapView[] = [];
  for (const layout of order) {
    const map = layouts[layout];
    if (map instanceof Error) {
      body.append(absent(layout, map, document));
      continue;
    }
    const view = present(map, choices, { document, width: across, narrow });
    views.push(view);
    body.append(view.element);
  }
  body.append(words(layouts, { document, width: sideBySide ? WORDS : width, narrow }));
  return {
    element: body,
    select(request) {
      for (const view of views) view.select(request);
    },
  };
}

function present(map: BlockMap, choices: Choices, context: ChartContext): MapView {
  const holdings = new Map(holdingsOf(map).map((holding) => [holding.request, holding]));
  const title = layoutNames[map.layout];
  const options = {
    title,
    note: heldInWords(map),
    finding: `${title}: ${count(holdings.size)} requests in ${count(map.owner.length)} blocks.`,
    selected: choices.selected,
    onPoint: (block: number) => choices.tell(blockInWords(map, block, holdings)),
    onChoose: choices.choose,
  };
  return blockMap(map, options, context);
}

function absent(layout: Layout, { message }: Error, document: Document): HTMLElement {
  const element = make(document, "div", "map");
  element.dataset.layout = layout;
  element.append(
    make(document, "h3", "", layoutNames[layout]),
    make(document, "p", "empty", `This engine cannot keep its cache like this: ${message}`),
  );
  return element;
}

function words(layouts: Layouts, context: ChartContext): HTMLElement {
  const { document } = context;
  const element = make(document, "div", "words");
  for (const map of mapsOf(layouts)) {
    const usage = usageOf(map);
    const share = usage.held === 0 ? 0 : usage.share;
    element.append(
      make(document, "h3", "", layoutNames[map.layout]),
      shareBar({ id: `kv-${map.layout}`, share }, context),
      make(document, "p", "", shareInWords(map.layout, usage)),
    );
  }
  const { paged, contiguous } = layouts;
  if (!(paged instanceof Error) && !(contiguous instanceof Error))
    element.append(make(document, "p", "ratio", ratioInWords(paged, contiguous)));
  return element;
}
