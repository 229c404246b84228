import assert from "node:assert/strict";
import test from "node:test";
import { linkify, safeUrl } from "../src/text.js";

const links = (text) => linkify(text).filter((p) => p.href).map((p) => p.text);

test("nothing of the text is lost", () => {
  for (const text of ["", "plain", "see https://a.example/x?y=1, then\nhttp://b.example.", "https://", "<b>https://a.example</b>"]) {
    assert.equal(linkify(text).map((p) => p.text).join(""), text);
  }
});

test("addresses are found without the sentence's punctuation", () => {
  assert.deepEqual(links("Go to https://a.example/x. Or (http://b.example/y)!"), ["https://a.example/x", "http://b.example/y"]);
  assert.deepEqual(links("https://a.example/w_(z)"), ["https://a.example/w_(z)"]);
  assert.deepEqual(links('<a href="https://a.example">x</a>'), ["https://a.example"]);
});

test("only honest http(s) addresses become links", () => {
  assert.deepEqual(links("javascript:alert(1) data:text/html,x ftp://a.example mailto:a@b.example"), []);
  assert.deepEqual(links("https://shop.example@evil.example/"), []);
  assert.deepEqual(links("https://a.example/\u202egpj.exe"), ["https://a.example/"]);
  assert.equal(safeUrl("javascript:alert(1)"), undefined);
  assert.equal(safeUrl(" https://a.example"), undefined);
  assert.equal(safeUrl("https://a.example/p"), "https://a.example/p");
});

test("a very long text takes no time", () => {
  const start = performance.now();
  linkify("https://a.example/" + ")".repeat(5000));
  assert.ok(performance.now() - start < 10_000);
});
