/** The run inside a page: what is put in comes out, whatever a scenario says. */
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { withRun } from "../../sim/cli/run/report-page.ts";
import { embeddedRun } from "../../viz/run/embedded.ts";
import { knownRun, knownYaml } from "./known-run.ts";

const page = '<!doctype html><html><body><p id="p">a page</p></body></html>';
const hostile = `</script><script>alert(1)</script><!-- \${1} $& \u2028 </body>`;

test("it comes out as it was put in", async () => {
  const run = {
    record: knownRun(knownYaml.replace("a known run", () => JSON.stringify(hostile))),
    files: { [hostile]: hostile },
    fixed: null,
  };
  const text = withRun(page, run).join("");
  expect(text.match(/<\/?script/g)).toEqual(["<script", "</script"]);
  const { document } = parseHTML(text);
  expect(document.getElementById("p")?.textContent).toBe("a page");
  const found = await embeddedRun(document);
  expect(found).toEqual(run);
  expect(found?.record.name).toBe(hostile);
  expect(document.querySelector("script")).toBeNull();
});

test("a page without a run has none", async () => {
  expect(await embeddedRun(parseHTML(page).document)).toBeUndefined();
});

test("a damaged one is told in words", async () => {
  const broken = page.replace("</body>", '<script id="run">AAAA</script></body>');
  await expect(embeddedRun(parseHTML(broken).document)).rejects.toThrow(
    "The run in this page is damaged: write it again with --report.",
  );
});
