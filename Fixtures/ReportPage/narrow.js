// A narrow screen: the page itself does not scroll sideways, and numbers come before shapes.

await settled();
const {scrollWidth, clientWidth} = document.documentElement;
check(clientWidth < 640, `${clientWidth} pixels are narrow`);
check(scrollWidth <= clientWidth, `${scrollWidth} pixels in ${clientWidth}`);
const heads = all(".grid-head [data-column]").map((head) => head.dataset.column);
check(heads.indexOf("measure-0") < heads.indexOf("shape"), "numbers come before shapes");
finish();
