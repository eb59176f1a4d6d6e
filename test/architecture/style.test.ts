/**
 * What style can be counted: files that fit in the head, lines that fit on the screen, names that
 * say something.
 */
import { expect, test } from "vitest";
import { sourcesIn } from "./sources.ts";

const MOST_LINES = 250;
const MOST_LINES_OF_TESTS = 300;
const MOST_COLUMNS = 100;

const sources = ["sim", "viz", "test"].flatMap(sourcesIn);
const isTest = (path: string): boolean => path.startsWith("test/");

test(`a file has at most ${MOST_LINES} lines; when it grows, it is two things`, () => {
  const long = sources
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ path, lines }) => lines > (isTest(path) ? MOST_LINES_OF_TESTS : MOST_LINES));
  expect(long).toEqual([]);
});

test(`a line has at most ${MOST_COLUMNS} columns`, () => {
  const wide = sources.flatMap(({ path, text }) =>
    text
      .split("\n")
      .map((line, index) => ({ place: `${path}:${index + 1}`, columns: [...line].length }))
      .filter(({ columns }) => columns > MOST_COLUMNS),
  );
  expect(wide).toEqual([]);
});

/** They say that a thing is a thing. */
const EMPTY_WORDS = ["Manager", "Handler", "Helper", "Util", "Utils", "Base", "Impl", "Info"];

test("no name hides what it names behind a word that says nothing", () => {
  const named = sources
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, code }) => declaredNames(code).map((name) => ({ path, name })));
  const isEmpty = (word: string): boolean => EMPTY_WORDS.includes(word);
  expect(named.filter(({ name }) => wordsOf(name).some(isEmpty))).toEqual([]);
});

const declaredNames = (code: string): string[] =>
  [...code.matchAll(/\b(?:class|function|interface|type|const|let|enum)\s+([A-Za-z]\w*)/g)].map(
    ([, name]) => name!,
  );

/** `readDocument` → `Read`, `Document`. */
const wordsOf = (name: string): string[] =>
  [...name.matchAll(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g)].map(
    ([word]) => word[0]!.toUpperCase() + word.slice(1).toLowerCase(),
  );
