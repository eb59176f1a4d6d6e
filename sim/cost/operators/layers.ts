/**
 * The layers of one rank by what their MLP is, sorted once a rank: each number of tokens that is
 * priced asks for them, and a run prices thousands.
 */
import type { Model } from "../../machine/model.ts";
import { layerNumbers, type Split } from "../../machine/parallel.ts";
import { mixedAndDense } from "./experts.ts";

/** Numbers of layers: all of the rank, those with experts, and those with one dense MLP. */
export interface RankLayers {
  readonly all: readonly number[];
  readonly mixed: readonly number[];
  readonly dense: readonly number[];
}

const sorted = new WeakMap<Model, WeakMap<Split, RankLayers>>();

/** Neither the model nor the split may change afterwards. */
export function layersOn(model: Model, split: Split): RankLayers {
  let ofModel = sorted.get(model);
  if (ofModel === undefined) {
    ofModel = new WeakMap();
    sorted.set(model, ofModel);
  }
  let layers = ofModel.get(split);
  if (layers === undefined) {
    const all = layerNumbers(model, split);
    layers = { all, ...mixedAndDense(model, all) };
    ofModel.set(split, layers);
  }
  return layers;
}
