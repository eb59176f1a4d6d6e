import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Agenda, PHASE, type Phase } from "../../sim/kernel/agenda.ts";

describe("the agenda", () => {
  test("runs events by time, then by phase, then in the order they were asked for", () => {
    const agenda = new Agenda();
    const ran: string[] = [];
    const note = (name: string) => ran.push(name);
    agenda.at(2, PHASE.world, note, "late");
    agenda.at(1, PHASE.decide, note, "decision");
    agenda.at(1, PHASE.work, note, "first work");
    agenda.at(1, PHASE.work, note, "second work");
    agenda.at(1, PHASE.world, note, "arrival");
    while (agenda.runNext());
    expect(ran).toEqual(["arrival", "first work", "second work", "decision", "late"]);
    expect(agenda.now).toBe(2);
  });

  test("an event asked for at this very instant still runs before the next one", () => {
    const agenda = new Agenda();
    const ran: string[] = [];
    const note = (name: string) => ran.push(name);
    agenda.at(1, PHASE.work, () => agenda.at(1, PHASE.decide, note, "at once"), undefined);
    agenda.at(1, PHASE.world, note, "before");
    agenda.at(1.5, PHASE.world, note, "after");
    while (agenda.runNext());
    expect(ran).toEqual(["before", "at once", "after"]);
  });

  test("refuses an event in the past", () => {
    const agenda = new Agenda();
    agenda.at(1, PHASE.world, () => {}, undefined);
    agenda.runNext();
    expect(() => agenda.at(0.5, PHASE.world, () => {}, undefined)).toThrow(
      "an event at 0.5 s was asked for at 1 s",
    );
  });

  test("equals sorting, however events are asked for while others run", () => {
    const asked = fc.array(
      fc.record({
        delay: fc.integer({ min: 0, max: 5 }),
        phase: fc.constantFrom<Phase>(0, 1, 2),
        follow: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 200, size: "max" },
    );
    fc.assert(
      fc.property(asked, (events) => {
        const agenda = new Agenda();
        const queue: { time: number; phase: number; order: number }[] = [];
        const ran: number[] = [];
        let next = 0;
        const ask = () => {
          const event = events[next];
          if (event === undefined) return;
          const order = next++;
          const time = agenda.now + event.delay;
          queue.push({ time, phase: event.phase, order });
          agenda.at(time, event.phase, run, order);
        };
        const run = (order: number) => {
          // The plain way: the least of all that are due.
          queue.sort((a, b) => a.time - b.time || a.phase - b.phase || a.order - b.order);
          expect(queue.shift()).toMatchObject({ time: agenda.now, order });
          ran.push(order);
          for (let i = 0; i < events[order]!.follow; i++) ask();
        };
        ask();
        while (agenda.runNext() || next < events.length) if (agenda.size === 0) ask();
        expect(ran.length).toBe(events.length);
        expect(agenda.nextAt).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });
});
