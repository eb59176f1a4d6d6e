/** Lessons: what their answers say is what the simulator gives. `npm run lessons` tells it anew. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isSo, LESSONS, Lesson, lessonFiles } from "./lesson.ts";

describe.each(lessonFiles)("%s", (file) => {
  const lesson = new Lesson(file);
  const { paragraphs, notes, scenario } = lesson;
  const answer = paragraphs.get("Answer") ?? "";

  test("asks, answers in three sentences with figures, and says what to look at and to try", () => {
    const words = ["Lesson", "Question", "Variants", "Answer", "Figures", "Holds", "Look", "Try"];
    expect([...paragraphs.keys()]).toEqual(words);
    expect(paragraphs.get("Lesson")).toMatch(/^[a-z].*\?$/);
    expect(paragraphs.get("Question")).toMatch(/\?/);
    expect(paragraphs.get("Variants")).toContain(`npx rooflight compare ${LESSONS}/${file}`);
    expect(paragraphs.get("Try")).toContain("--set ");
    const sentences = answer.split(/(?<=\.) (?=[A-Z])/);
    expect(sentences).toHaveLength(3);
    for (const sentence of sentences) expect(sentence).toMatch(/\[\d+\]/);
  });

  test("stands in README, with its question and its command", () => {
    const question = paragraphs.get("Lesson")!;
    const asked = `${question[0]!.toUpperCase()}${question.slice(1)}`;
    const command = `npx rooflight compare ${LESSONS}/${file}`;
    const lines = readFileSync("README.md", "utf8").split("\n");
    const listed = lines.filter((line) => line.includes(command));
    expect(listed).toEqual([`| ${asked} | \`${command}\` |`]);
  });

  test("says of every figure where it comes from, and of no other", () => {
    const places = [...paragraphs].flatMap(([word, said]) => (word === "Figures" ? [] : said));
    const said = [...places, ...notes.values()].flatMap((each) => each.match(/\[\d+\]/g) ?? []);
    const cited = new Set(said);
    expect([...cited].sort()).toEqual([...notes.keys()].sort());
  });

  test("has the figures of its runs", { timeout: 60_000 }, async () => {
    await expect(lesson.retold()).toMatchFileSnapshot(`../../${LESSONS}/${file}`);
  });

  test("holds what its words say", () => {
    const claims = /^while (.+)\.$/.exec(paragraphs.get("Holds")!)![1]!.split(", ");
    const broken = claims.filter((claim) => !isSo(claim, (term) => lesson.valueOf(term)));
    expect(broken).toEqual([]);
  });

  test("gives the same figures whatever the seed, so that a comparison prints them, too", () => {
    const { name } = scenario.variants![0]!;
    const { digest } = lesson.summaryOf(name);
    expect(lesson.summaryOf(name, "seed=2").digest).toBe(digest);
  });
});
