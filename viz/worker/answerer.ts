/**
 * Answers questions, the most urgent first, a slice at a time: between slices it hears what is
 * asked meanwhile, and what is taken back.
 */
import type { Asked, FromWorker, Kind, Question, ToWorker } from "./protocol.ts";
import { createTasks, type Task } from "./tasks.ts";

export interface Surroundings {
  say(message: FromWorker, transfer?: Transferable[]): void;
  /** Lets messages in. */
  breathe(): Promise<void>;
  /** Milliseconds. */
  now(): number;
}

/** A run is what the reader waits for; why it is so can wait. */
const urgency: readonly Kind[] = [
  "tables",
  "run",
  "steps",
  "tiles",
  "explain",
  "tokens",
  "blocks",
  "why",
];

const PROGRESS_MS = 50;

interface Open {
  id: number;
  question: Question;
  task: Task | undefined;
  told: number;
}

export function createAnswerer({ say, breathe, now }: Surroundings): (heard: ToWorker) => void {
  const tasks = createTasks(now);
  const open = new Map<number, Open>();
  let files: Asked["files"] = {};
  let working = false;

  function hear(heard: ToWorker): void {
    if ("files" in heard) files = heard.files;
    else if ("cancel" in heard) open.delete(heard.id);
    else {
      const question = { ...heard.question, files } as Question;
      open.set(heard.id, { id: heard.id, question, task: undefined, told: now() });
      if (!working) work();
    }
  }

  async function work(): Promise<void> {
    working = true;
    // What comes with the first question is heard before it is begun.
    await breathe();
    for (let next = mostUrgent(open); next !== undefined; next = mostUrgent(open)) {
      slice(next);
      await breathe();
    }
    working = false;
  }

  function slice(asked: Open): void {
    const { id } = asked;
    try {
      asked.task ??= tasks.begin(asked.question);
      const { done, value } = asked.task.next();
      if (done) {
        open.delete(id);
        say({ id, answer: value.answer }, value.transfer);
      } else tell(asked, value);
    } catch (error) {
      open.delete(id);
      say({ id, ...tasks.troubleIn(error, asked.question) });
    }
  }

  function tell(asked: Open, progress: number): void {
    if (now() - asked.told < PROGRESS_MS) return;
    asked.told = now();
    say({ id: asked.id, progress });
  }

  return hear;
}

function mostUrgent(open: ReadonlyMap<number, Open>): Open | undefined {
  let first: Open | undefined;
  const rank = ({ question }: Open): number => urgency.indexOf(question.kind);
  for (const asked of open.values())
    if (first === undefined || rank(asked) < rank(first)) first = asked;
  return first;
}
