// Names that look like markup stay text, and a drawing cannot act.

await settled();
checkEqual(globalThis.wasReached, undefined, "no name and no drawing ran a script");
check(document.title.includes("<b>"), "the title is text");
check(one("h1").textContent.includes("\u003c/script>"), "the heading is text");
checkEqual(all("h1 b, .grid b, table b").length, 0, "elements from names");
for (const element of all(".paper svg, .paper svg *")) {
  check(!/^(script|foreignObject|image|use|animate|set|style)$/i.test(element.localName),
    `an element that could act: ${element.localName}`);
  for (const {name} of element.attributes) {
    check(!/^on/i.test(name) && !/href$/i.test(name), `an attribute that could act: ${name}`);
  }
}
check(one(".paper svg g") !== null, "the rest of the drawing is there");
finish();
