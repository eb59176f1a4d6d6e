/**
 * The page's side of the simulator: numbers its questions, takes back those that are superseded,
 * and starts a fresh worker after one has died.
 */
import type { Answers, Asked, FromWorker, Hello, Kind, Question, ToWorker } from "./protocol.ts";
import { NotRunnable, type Simulator, Superseded } from "./simulator.ts";

/** Of a `Worker`, what is used. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Pending {
  kind: Kind;
  slot: string;
  progress: ((share: number) => void) | undefined;
  resolve(answer: Answers[Kind]): void;
  reject(error: Error): void;
}

export function startSimulator(start: () => WorkerLike): Simulator {
  const pending = new Map<number, Pending>();
  let worker: WorkerLike | undefined;
  let sent: Asked["files"] | undefined;
  let next = 0;
  let greet: (hello: Hello) => void;
  let refuse: (error: Error) => void;
  const hello = new Promise<Hello>((resolve, reject) => {
    [greet, refuse] = [resolve, reject];
  });
  // Whoever waits for it hears of it; nobody has to.
  hello.catch(() => {});

  function running(): WorkerLike {
    if (worker !== undefined) return worker;
    worker = start();
    worker.onmessage = ({ data }) => hear(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      die(event.message ? `its worker ended: ${event.message}` : "its worker ended");
    };
    sent = undefined;
    return worker;
  }

  function hear(message: FromWorker): void {
    if ("hello" in message) greet(message.hello);
    else if ("progress" in message) pending.get(message.id)?.progress?.(message.progress);
    else settle(message);
  }

  function settle(message: Extract<FromWorker, { id: number }>): void {
    const asked = pending.get(message.id);
    if (asked === undefined) return;
    pending.delete(message.id);
    if ("answer" in message) asked.resolve(message.answer);
    else if ("problems" in message) asked.reject(new NotRunnable(message.problems));
    else if ("failure" in message) asked.reject(new Error(message.failure));
  }

  /** The next question starts a fresh one. */
  function die(reason: string): void {
    worker?.terminate();
    worker = undefined;
    const error = new Error(reason);
    refuse(error);
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  }

  function takeBack(superfluous: (asked: Pending) => boolean): void {
    for (const [id, asked] of pending) {
      if (!superfluous(asked)) continue;
      pending.delete(id);
      worker?.postMessage({ id, cancel: true });
      asked.reject(new Superseded(`Another question took the place of "${asked.kind}".`));
    }
  }

  function send(id: number, question: Question): void {
    const to = running();
    if ("files" in question) {
      const { files, ...rest } = question;
      if (files !== sent) to.postMessage({ files });
      sent = files;
      to.postMessage({ id, question: rest });
    } else to.postMessage({ id, question });
  }

  running();
  return {
    hello,
    ask<K extends Kind>(question: Question, progress?: (share: number) => void) {
      const kind = question.kind as K;
      const slot = ("slot" in question && question.slot) || "";
      takeBack((asked) => asked.kind === kind && asked.slot === slot);
      const id = next++;
      return new Promise<Answers[K]>((resolve, reject) => {
        const resolved = resolve as Pending["resolve"];
        pending.set(id, { kind, slot, progress, resolve: resolved, reject });
        send(id, question);
      });
    },
    cancel: (kind, slot) =>
      takeBack((asked) => asked.kind === kind && (slot === undefined || asked.slot === slot)),
  };
}
