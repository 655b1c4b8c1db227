"""Numbers that follow from a name, as SyntheticValues makes them: FNV-1a, then SplitMix64."""
import numpy


def words(name, count):
    """Whole numbers of 64 bits."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) % (1 << 64)
    with numpy.errstate(over="ignore"):
        x = numpy.uint64(seed) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(
            0x9E3779B97F4A7C15)
        x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return x ^ (x >> numpy.uint64(31))


def unit(name, count):
    """Numbers in 0 ..< 1."""
    return (words(name, count) >> numpy.uint64(40)).astype(numpy.float64) / (1 << 24)
