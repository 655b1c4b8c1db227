// Points that no other point beats in two respects.

/**
 * Marks the points for which no other is at least as good in both respects and better in one.
 *
 * @param points Pairs of Numbers; a smaller one is better.
 * @returns By point, whether it lies on the front; equal points share the verdict.
 */
function paretoMarks(points) {
  const order = points.map((_, index) => index).sort((one, other) =>
    points[one][0] - points[other][0] || points[one][1] - points[other][1]);
  const marks = new Array(points.length).fill(false);
  let best = null;
  for (const index of order) {
    const point = points[index];
    const isEqual = best !== null && point[0] === best[0] && point[1] === best[1];
    if (best !== null && !isEqual && point[1] >= best[1]) continue;
    best = point;
    marks[index] = true;
  }
  return marks;
}
