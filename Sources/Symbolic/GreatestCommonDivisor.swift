/// The largest number that divides both, not negative if neither is; `gcd(0, n)` is n.
package func gcd<Number: BinaryInteger>(_ left: Number, _ right: Number) -> Number {
  var (larger, smaller) = (left, right)
  while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
  return larger
}
