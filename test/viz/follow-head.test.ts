import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { initial } from "../../viz/state.ts";
import { createStore } from "../../viz/store.ts";
import { followHead } from "../../viz/view/follow-head.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A head that is followed; answers come `takes` milliseconds after they are asked for. */
function followed(takes: number) {
  const store = createStore(initial, (run) => run());
  const asked: number[] = [];
  const shown: number[] = [];
  const failed: (string | undefined)[] = [];
  let isStale = false;
  let looks = true;
  const look = followHead<number>(store, () => looks, {
    keys: ["run"],
    rest: 100,
    ask({ head }) {
      asked.push(head);
      if (head < 0) return undefined;
      return new Promise((resolve, reject) => {
        setTimeout(() => (head > 90 ? reject(new Error("too far")) : resolve(head)), takes);
      });
    },
    show: (head) => shown.push(head),
    fail: (error) => failed.push(error?.message),
    stale: (is) => {
      isStale = is;
    },
  });
  return {
    store,
    asked,
    shown,
    failed,
    look,
    isStale: () => isStale,
    lookAway: () => {
      looks = false;
    },
    lookAgain: () => {
      looks = true;
      look();
    },
  };
}

describe("a view that follows the play head", () => {
  test("asks once the head rests, and shows the answer", async () => {
    const { store, asked, shown, isStale } = followed(20);
    for (const head of [1, 2, 3]) {
      store.set({ head });
      await vi.advanceTimersByTimeAsync(60);
    }
    expect([asked, isStale()]).toEqual([[], true]);
    await vi.advanceTimersByTimeAsync(200);
    expect([asked, shown, isStale()]).toEqual([[3], [3], false]);
  });

  test("drops an answer to what was asked before", async () => {
    const { store, asked, shown } = followed(500);
    store.set({ head: 1 });
    await vi.advanceTimersByTimeAsync(200);
    store.set({ head: 2 });
    await vi.advanceTimersByTimeAsync(2000);
    expect([asked, shown]).toEqual([[1, 2], [2]]);
  });

  test("asks eight times a second while the head plays, and waits for each answer", async () => {
    const { store, asked, shown } = followed(300);
    store.set({ playing: true });
    for (let frame = 1; frame <= 125; frame++) {
      store.set({ head: frame / 125 });
      await vi.advanceTimersByTimeAsync(8);
    }
    // A second: 125 ms to the first question, then 300 ms to its answer and 125 to the next.
    expect(asked).toHaveLength(3);
    expect(shown).toEqual(asked.slice(0, 2));
  });

  test("asks nothing while nobody looks, and then about where the head is", async () => {
    const { store, asked, shown, lookAway, lookAgain } = followed(20);
    lookAway();
    store.set({ head: 5 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([]);
    lookAgain();
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown).toEqual([5]);
  });

  test("says why there is nothing to show", async () => {
    const { store, failed } = followed(20);
    store.set({ head: 95 });
    await vi.advanceTimersByTimeAsync(1000);
    store.set({ head: -1 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(failed).toEqual(["too far", undefined]);
  });
});
