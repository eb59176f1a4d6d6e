/** The worker: a simulator that answers its page's questions. */
import { gpuNames, modelNames, scenarioJsonSchema } from "../../sim/index.ts";
import { createAnswerer } from "./answerer.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";

const say = (message: FromWorker, transfer: Transferable[] = []): void =>
  self.postMessage(message, { transfer });

/** Lets messages in, which wait while a script runs; a timer would wait for 4 ms. */
const channel = new MessageChannel();
let goOn: (() => void) | undefined;
channel.port1.onmessage = () => goOn?.();
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    goOn = resolve;
    channel.port2.postMessage(0);
  });

const hear = createAnswerer({ say, breathe, now: () => performance.now() });
self.onmessage = ({ data }: MessageEvent<ToWorker>) => hear(data);

say({ hello: { schema: scenarioJsonSchema(), gpus: gpuNames, models: modelNames } });
