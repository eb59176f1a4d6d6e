/**
 * The known GPUs, oldest first, a file a generation.
 *
 * Peaks are of dense arithmetic: half of what a data sheet prints "with sparsity". Power when idle
 * is what `nvidia-smi` showed in logs that people published, so a typical figure, some watts about.
 *
 * Prices are on-demand list prices of one GPU for an hour, of AWS where it rents the GPU, since one
 * cloud's prices compare; they were read off tables that others keep, not off the cloud's own page,
 * and they change: a scenario that is about money sets its own `price_per_hour`.
 */
import type { Gpu } from "../gpu.ts";
import { ada } from "./gpus/ada.ts";
import { ampere } from "./gpus/ampere.ts";
import { blackwell } from "./gpus/blackwell.ts";
import { cdna } from "./gpus/cdna.ts";
import { hopper } from "./gpus/hopper.ts";
import { volta } from "./gpus/volta.ts";

export const gpus: readonly Gpu[] = [...volta, ...ampere, ...ada, ...hopper, ...blackwell, ...cdna];
